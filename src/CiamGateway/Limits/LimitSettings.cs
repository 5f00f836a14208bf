namespace CiamGateway.Limits;

/// <summary>The current limits.</summary>
/// <param name="Policies">The limits that routes name.</param>
internal sealed record LimitSettings(LimitOptions All, RateLimit PerCaller, IReadOnlyDictionary<string, RateLimit> Policies);
