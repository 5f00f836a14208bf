using CiamGateway.Callers;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>Says why a route's policy lets a caller in, or does not.</summary>
internal static class Admission
{
    /// <param name="caller">Null if the request is anonymous.</param>
    public static string Reason(string? policy, CallerSettings? caller, AccessSettings access) =>
        (policy, caller) switch
        {
            (null or "", null) => $"Gateway:AnonymousCallers is {access.Anonymous}, and the route has no policy",
            (null or "", _) => "the route has no policy, so that every known caller may call it",
            (_, _) when policy.Equals(AccessSettings.AnybodyPolicy, StringComparison.OrdinalIgnoreCase) =>
                $"the policy '{policy}' is everybody",
            (_, null) => $"the policy '{policy}' is for known callers",
            (_, _) when AccessSettings.IsReserved(policy) => $"the policy '{policy}' is every known caller",
            (_, _) => $"the policy '{policy}' {(access.Admits(policy, caller) ? "names" : "does not name")} it",
        };
}
