namespace CiamGateway.Tokens;

/// <summary>How long a token lives, by two clocks: the monotonic one stands still while a machine is suspended, the wall clock can be set. The one that says more time has passed is right.</summary>
internal sealed class TokenLifetime
{
    private readonly TimeProvider _clock;
    private readonly long _startTimestamp;
    private readonly DateTimeOffset _startTime;
    private readonly TimeSpan _renewalAge;

    /// <param name="clock">Both clocks.</param>
    /// <param name="start">The moment before the token request was sent.</param>
    /// <param name="duration">L.</param>
    /// <param name="longestSkew">The upper bound of the skew S = min(longest, L/10).</param>
    public TokenLifetime(TimeProvider clock, Moment start, TimeSpan duration, TimeSpan longestSkew)
    {
        (_startTimestamp, _startTime) = start;
        _clock = clock;
        Duration = duration;
        var skew = duration / 10;
        _renewalAge = duration - (skew < longestSkew ? skew : longestSkew);
    }

    public TimeSpan Duration { get; }

    /// <summary>Whether a new token is wanted before this one is used: from L−S on.</summary>
    public bool WantsRenewal => Age >= _renewalAge;

    /// <summary>Whether the token must not be used any more: from L on.</summary>
    public bool IsOver => Age >= Duration;

    /// <summary>What is left of the life, never below zero.</summary>
    public TimeSpan Remaining => IsOver ? TimeSpan.Zero : Duration - Age;

    private TimeSpan Age
    {
        get
        {
            var monotonic = _clock.GetElapsedTime(_startTimestamp);
            var wall = _clock.GetUtcNow() - _startTime;
            return monotonic > wall ? monotonic : wall;
        }
    }
}
