namespace CiamGateway.Tokens;

/// <summary>Why and for what a token is fetched.</summary>
/// <param name="Held">The token to replace; null if there is none.</param>
/// <param name="IsAhead">Whether <paramref name="Held"/> is still valid for calls, so that a single attempt is enough.</param>
/// <param name="TakesShared">Whether a token that another replica has stored is accepted; false for a manual refresh.</param>
internal readonly record struct FetchContext(AccessToken? Held, bool IsAhead, bool TakesShared = true)
{
    /// <summary>Whether the last request failed, so that this is a single attempt, which the circuit breaker lets pass.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Whether the back-off of the last request is still running, so that the log does not repeat its failure.</summary>
    public bool IsInPause { get; init; }
}
