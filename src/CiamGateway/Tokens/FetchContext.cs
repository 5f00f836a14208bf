namespace CiamGateway.Tokens;

/// <summary>From where a token request starts.</summary>
/// <param name="Held">The token that is to be replaced; none where there is none.</param>
/// <param name="IsAhead">Whether that one still serves, so that one attempt is enough for now.</param>
/// <param name="TakesShared">Whether a token will do that another replica has asked for; not where somebody wishes for a new one.</param>
internal readonly record struct FetchContext(AccessToken? Held, bool IsAhead, bool TakesShared = true)
{
    /// <summary>Whether the request before this one failed, so that this one is a single attempt, also if the circuit breaker is open.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Whether the pause of the request before is not over, so that the log does not repeat its failure.</summary>
    public bool IsInPause { get; init; }
}
