namespace CiamGateway.Chaos.Servers;

/// <summary>An access token that an authorization server has issued. Times are those of the run's clock.</summary>
/// <param name="Replica">The gateway process that asked for it.</param>
/// <param name="Told">The lifetime that the answer states.</param>
/// <param name="Expires">From when on the API rejects it.</param>
internal sealed record IssuedToken(string Value, string Scope, string Replica, TimeSpan Issued, TimeSpan Told, TimeSpan Expires)
{
    private long _delivered = long.MaxValue;

    /// <summary>When the whole answer was written; <see cref="TimeSpan.MaxValue"/> before.</summary>
    public TimeSpan Delivered
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delivered));
        set => Interlocked.Exchange(ref _delivered, value.Ticks);
    }

    /// <summary>When the authorization server revoked it; null if it did not.</summary>
    public TimeSpan? Revoked { get; set; }

    /// <summary>
    /// Until when calls are served at once with it: in its last second, at most a tenth of its life, a renewal is waited for.
    /// </summary>
    public TimeSpan ServesUntil => Expires - TimeSpan.FromSeconds(Told.TotalSeconds < 10 ? 1 + (Told.TotalSeconds / 10) : 1.1);
}
