using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens;

/// <summary>
/// How long a token lives, by two clocks: the monotonic one stops while a machine is suspended, the wall clock can be set. The one
/// that says more time has passed is right.
/// </summary>
internal sealed class TokenLifetime
{
    /// <summary>A token that lives shorter may end a second before its stated life, since servers count from whole seconds.</summary>
    public static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly ClockReading _start;
    private readonly TimeSpan _plannedAge;
    private readonly TimeSpan _refreshAge;
    private readonly TimeSpan _overdueAge;
    private readonly TimeSpan _lastPartAge;

    /// <param name="clock">Both clocks.</param>
    /// <param name="start">The moment before the token request was sent.</param>
    /// <param name="duration">L.</param>
    /// <param name="refreshAge">When to renew ahead.</param>
    /// <param name="longestSkew">The upper bound of the skew S = min(longest, L/10); for short lives it covers a second of
    /// rounding.</param>
    public TokenLifetime(TimeProvider clock, ClockReading start, TimeSpan duration, TimeSpan refreshAge, TimeSpan longestSkew)
    {
        _clock = clock;
        _start = start;
        Duration = duration;
        var tenth = duration / 10;
        var skew = tenth < longestSkew ? tenth : longestSkew;
        _lastPartAge = duration - (tenth < Second ? tenth : Second);
        var overdueAge = duration - (skew < Second && duration < ShortLife && duration >= 2 * Second ? Second : skew);
        _overdueAge = overdueAge < _lastPartAge ? overdueAge : _lastPartAge;
        _plannedAge = refreshAge < _overdueAge ? refreshAge : _overdueAge;
        _refreshAge = _plannedAge;
    }

    private TokenLifetime(TokenLifetime other, TimeSpan refreshAge)
    {
        _clock = other._clock;
        _start = other._start;
        Duration = other.Duration;
        _plannedAge = other._plannedAge;
        _overdueAge = other._overdueAge;
        _lastPartAge = other._lastPartAge;
        _refreshAge = refreshAge;
    }

    public TimeSpan Duration { get; }

    /// <summary>The same without parts of a second, as people read it.</summary>
    public TimeSpan WholeSeconds => TimeSpan.FromSeconds(Math.Floor(Duration.TotalSeconds));

    /// <summary>When the token was asked for, by the wall clock.</summary>
    public DateTimeOffset Start => _start.Time;

    /// <summary>The age at which the token is to be renewed ahead.</summary>
    public TimeSpan PlannedRefresh => _plannedAge;

    public TokenPhase Phase
    {
        get
        {
            var age = Age;
            return age < _refreshAge ? TokenPhase.Fresh
                : age < _lastPartAge ? TokenPhase.Due
                : age < Duration ? TokenPhase.LastPart
                : TokenPhase.Over;
        }
    }

    /// <summary>What is left of the life, never below zero.</summary>
    public TimeSpan Remaining => Left(Duration);

    /// <summary>What is left until the token is to be renewed, never below zero.</summary>
    public TimeSpan UntilRefresh => Left(_refreshAge);

    /// <summary>From L−S on: a renewal that failed is tried again without a pause.</summary>
    public bool IsOverdue => Age >= _overdueAge;

    /// <summary>What is left until L−S, never below zero.</summary>
    public TimeSpan UntilOverdue => Left(_overdueAge);

    /// <summary>What is left until requests wait for the next token, never below zero.</summary>
    public TimeSpan UntilLastPart => Left(_lastPartAge);

    /// <summary>How long ago the token was to be renewed ahead, as its own life plans it; never below zero.</summary>
    public TimeSpan Overdue => Age - _plannedAge is var overdue && overdue > TimeSpan.Zero ? overdue : TimeSpan.Zero;

    /// <summary>The same life, to be renewed from now on: for a token whose credential was replaced.</summary>
    public TokenLifetime DueNow() => new(this, refreshAge: TimeSpan.Zero);

    private TimeSpan Age
    {
        get
        {
            var monotonic = _clock.GetElapsedTime(_start.Timestamp);
            var wall = _clock.GetUtcNow() - _start.Time;
            return monotonic > wall ? monotonic : wall;
        }
    }

    private TimeSpan Left(TimeSpan until)
    {
        var left = until - Age;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}

/// <summary>The phase of a token's life.</summary>
internal enum TokenPhase
{
    /// <summary>Serves.</summary>
    Fresh,

    /// <summary>Serves, while a new one is fetched behind the requests.</summary>
    Due,

    /// <summary>The last second of the life, at most its last tenth: serves only if no new one comes in time.</summary>
    LastPart,

    /// <summary>From L on: never serves.</summary>
    Over,
}

/// <summary>
/// Draws the point at which a token is renewed ahead: another one for each token, so that tokens and replicas do not march in step.
/// </summary>
internal static class RefreshPoint
{
    /// <summary>A shorter life leaves no room between renewal and end.</summary>
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(2);

    /// <param name="stated">The answer's <c>refresh_in</c>, where it has one: the server's own advice counts before ours.</param>
    public static TimeSpan Draw(TimeSpan lifetime, TimeSpan? stated, TokenRefreshOptions options)
    {
        if (lifetime < ShortestLifetime)
        {
            return lifetime;
        }
        // A renewal at 0.85 of a short life would come in the second by which servers round.
        var counted = lifetime < TokenLifetime.ShortLife ? lifetime - TimeSpan.FromSeconds(1) : lifetime;
        return stated is { } advice && advice < lifetime
            ? advice
            : counted * (options.From + ((options.To - options.From) * Random.Shared.NextDouble()));
    }
}
