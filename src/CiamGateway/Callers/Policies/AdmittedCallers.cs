namespace CiamGateway.Callers.Policies;

/// <summary>The names of the configured callers that a route's policy admits.</summary>
/// <param name="Policy">The route's <c>AuthorizationPolicy</c>; none where it has none.</param>
/// <param name="Callers">The known callers that may.</param>
/// <param name="Anonymous">Whether requests without credentials are served, and from where.</param>
internal sealed record AdmittedCallers(string? Policy, IReadOnlyList<string> Callers, AnonymousCallers Anonymous)
{
    public static AdmittedCallers Of(string? policy, AccessSettings access) =>
        new(
            policy,
            [
                .. access
                    .Callers.Values.Where(caller => access.Admits(policy, caller))
                    .Select(caller => caller.Name)
                    .Order(StringComparer.Ordinal),
            ],
            access.AdmitsAnonymous(policy, isLocal: false) ? AnonymousCallers.Allowed
                : access.AdmitsAnonymous(policy, isLocal: true) ? AnonymousCallers.Loopback
                : AnonymousCallers.Denied
        );

    public override string ToString() =>
        (string.IsNullOrEmpty(Policy) ? "" : $"{Policy}: ")
        + string.Join(
            ", ",
            Callers.Concat(
                Anonymous switch
                {
                    AnonymousCallers.Allowed => ["anybody"],
                    AnonymousCallers.Loopback => ["anybody on this machine"],
                    _ => Callers.Count == 0 ? ["no caller"] : Enumerable.Empty<string>(),
                }
            )
        );
}
