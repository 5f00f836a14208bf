using System.Collections.Frozen;
using System.Net;
using Microsoft.Extensions.Primitives;

namespace CiamGateway.Callers;

/// <summary>Who may call, and what: callers, policies and what becomes of requests without credentials.</summary>
internal sealed record AccessSettings
{
    /// <summary>The names that YARP gives a meaning of its own: any known caller, and anybody.</summary>
    public const string AnyCallerPolicy = "default";
    public const string AnybodyPolicy = "anonymous";

    public AnonymousCallers Anonymous { get; init; }

    public IReadOnlyDictionary<string, CallerSettings> Callers { get; init; } = FrozenDictionary<string, CallerSettings>.Empty;

    /// <summary>The callers that each policy admits, by its name.</summary>
    public IReadOnlyDictionary<string, FrozenSet<string>> Policies { get; init; } = FrozenDictionary<string, FrozenSet<string>>.Empty;

    /// <summary>The proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The host names that requests may ask for, as patterns; none where any will do.</summary>
    public IList<StringSegment> AllowedHosts { get; init; } = [];

    /// <summary>How many passwords may wait to be checked.</summary>
    public PasswordCheckLimits PasswordChecks { get; init; } = new(Waiting: 200, WaitingPerAddress: 10);

    /// <summary>Whether a route can have this <c>AuthorizationPolicy</c>.</summary>
    public bool Knows(string? policy) => IsOpen(policy) || IsReserved(policy!) || Policies.ContainsKey(policy!);

    /// <summary>Whether a route admits a known caller. A policy that is not defined admits none.</summary>
    /// <param name="policy">The route's <c>AuthorizationPolicy</c>, where it has one.</param>
    public bool Admits(string? policy, CallerSettings caller) =>
        IsOpen(policy) || IsReserved(policy!) || (Policies.TryGetValue(policy!, out var callers) && callers.Contains(caller.Name));

    /// <summary>Whether a route admits requests without credentials.</summary>
    /// <param name="isLocal">Whether they come from this machine.</param>
    public bool AdmitsAnonymous(string? policy, bool isLocal) =>
        AnybodyPolicy.Equals(policy, StringComparison.OrdinalIgnoreCase)
        || (IsOpen(policy) && (Anonymous is AnonymousCallers.Allowed || (Anonymous is AnonymousCallers.Loopback && isLocal)));

    public static bool IsReserved(string policy) =>
        policy.Equals(AnyCallerPolicy, StringComparison.OrdinalIgnoreCase)
        || policy.Equals(AnybodyPolicy, StringComparison.OrdinalIgnoreCase);

    private static bool IsOpen(string? policy) => string.IsNullOrEmpty(policy);
}

/// <param name="Waiting">Of all addresses together.</param>
/// <param name="WaitingPerAddress">Of one address, or one /64 of IPv6.</param>
internal sealed record PasswordCheckLimits(int Waiting, int WaitingPerAddress);
