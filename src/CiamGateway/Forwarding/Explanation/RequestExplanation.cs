using System.Text.Json.Serialization;
using CiamGateway.Callers;
using CiamGateway.Callers.Policies;
using CiamGateway.Limits;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>What the gateway would do with a request, and why.</summary>
/// <param name="Caller">The name of the caller; null if it is anonymous.</param>
/// <param name="Source">From which address it is taken to come.</param>
/// <param name="Refusal">Why it is not forwarded; null if it is.</param>
/// <param name="Route">The route that takes it; none where none does.</param>
/// <param name="Outgoing">What the API would get; null if it gets nothing.</param>
/// <param name="OtherRoutes">The routes that do not take it; none where it is refused before routing is asked.</param>
internal sealed record RequestExplanation(
    string Method,
    string Target,
    string? Caller,
    string Source,
    ExplainedRefusal? Refusal,
    ExplainedRoute? Route,
    OutgoingRequest? Outgoing,
    IReadOnlyList<OtherRoute> OtherRoutes
)
{
    [JsonPropertyOrder(-1)]
    public bool Forwarded => Refusal is null;

    /// <summary>Whether it has credentials of its own, rightly or wrongly.</summary>
    [JsonIgnore]
    public bool PresentsCredential { get; init; }
}

/// <summary>The gateway's own answer, in the words of its problem document.</summary>
/// <param name="Allow">The methods that the path is served for, where the method is what is wrong.</param>
internal sealed record ExplainedRefusal(int Status, string Code, string Title, string Detail, string? Allow);

/// <summary>A route with everything that applies to it.</summary>
/// <param name="Admitted">Whether the request's caller may call it.</param>
/// <param name="AdmissionReason">Why it may, or may not.</param>
/// <param name="Token">None where it goes out without one.</param>
internal sealed record ExplainedRoute(
    string Name,
    string? Path,
    IReadOnlyList<string> Methods,
    int Order,
    string? Cluster,
    IReadOnlyDictionary<string, string> Destinations,
    AdmittedCallers WhoMayCall,
    bool Admitted,
    string AdmissionReason,
    ExplainedToken? Token,
    ExplainedLimits Limits
)
{
    /// <summary>
    /// The otherwise refused characters that its last path parameter may hold, with spaces between them; null if there are none.
    /// </summary>
    public string? AllowInPath { get; init; }

    /// <summary>For each destination, whether a proxy leads there, and why.</summary>
    public IReadOnlyDictionary<string, string> Connections { get; init; } = new Dictionary<string, string>();

    /// <summary>The client certificate that the gateway presents to the cluster: its subject and its end. Null for none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Whether the request is HEAD, and the route takes it because it lists GET.</summary>
    [JsonIgnore]
    public bool ServesHeadAsGet { get; init; }
}

/// <summary>The access token of a route for the caller at hand.</summary>
/// <param name="InsteadOf">The token client that the route names, where the caller has its own in its place.</param>
/// <param name="Server">The token endpoint, or the issuer whose metadata names it.</param>
internal sealed record ExplainedToken(
    string Client,
    string? InsteadOf,
    string? Server,
    string Scope,
    string? Resource,
    bool Warm,
    bool ReplayOn401
)
{
    /// <summary>How the token client authenticates, as it is configured.</summary>
    public string ClientAuthentication { get; init; } = "";

    /// <summary>The grant type of the token request, as it is configured.</summary>
    public string GrantType { get; init; } = "";

    /// <summary>Whether a proxy leads to that server, and why; null if the client is not configured soundly.</summary>
    public string? Connection { get; init; }
}

/// <summary>The limits that a request is held to.</summary>
/// <param name="Rates">Of its caller and of the route.</param>
/// <param name="MaxRequestBodySize">In bytes; nothing for no limit.</param>
/// <param name="Timeout">For the whole request; nothing for no limit.</param>
/// <param name="TokenWaitTimeout">For its token; null if it goes out without one.</param>
/// <param name="ActivityTimeout">After which a call in which nothing moves ends.</param>
internal sealed record ExplainedLimits(
    IReadOnlyList<RateLimit> Rates,
    long? MaxRequestBodySize,
    TimeSpan? Timeout,
    TimeSpan? TokenWaitTimeout,
    TimeSpan ActivityTimeout
);

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

/// <summary>Reads the limits of a route where the stages that enforce them read them: in its endpoint's metadata.</summary>
internal static class RouteLimits
{
    public static IReadOnlyList<RateLimit> RatesOf(Endpoint endpoint, LimitSettings limits)
    {
        if (endpoint.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
        {
            return [];
        }
        return
            endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName is { } name
            && limits.Policies.TryGetValue(name, out var own)
            ? [limits.PerCaller, own]
            : [limits.PerCaller];
    }

    public static TimeSpan? TimeoutOf(Endpoint endpoint, LimitSettings limits)
    {
        var timeout = endpoint.Metadata.GetMetadata<RequestTimeoutAttribute>();
        return timeout?.PolicyName is { } name ? limits.All.TimeoutPolicies.GetValueOrDefault(name) : timeout?.Timeout;
    }
}
