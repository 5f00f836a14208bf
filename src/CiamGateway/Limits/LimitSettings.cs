namespace CiamGateway.Limits;

/// <summary>Every limit as it is in force.</summary>
/// <param name="Policies">The limits that routes name.</param>
internal sealed record LimitSettings(LimitOptions All, RateLimit PerCaller, IReadOnlyDictionary<string, RateLimit> Policies);
