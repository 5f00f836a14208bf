namespace CiamGateway.Chaos.Servers;

/// <summary>A token request that arrived.</summary>
/// <param name="Token">The token that it was granted; null if it failed.</param>
internal sealed record TokenRequest(TimeSpan Arrived, string Scope, string Replica, IssuedToken? Token)
{
    /// <summary>When the answer had been written; null before, or if no whole answer was written.</summary>
    public TimeSpan? Answered { get; set; }
}
