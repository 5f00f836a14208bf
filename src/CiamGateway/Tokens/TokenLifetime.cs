namespace CiamGateway.Tokens;

/// <summary>How long a token lives, by two clocks: the monotonic one stands still while a machine is suspended, the wall clock can be set. The one that says more time has passed is right.</summary>
internal sealed class TokenLifetime
{
    private readonly TimeProvider _clock;
    private readonly Moment _start;
    private readonly TimeSpan _skew;
    private readonly TimeSpan _plannedAge;
    private readonly TimeSpan _refreshAge;
    private readonly TimeSpan _endingAge;

    /// <param name="clock">Both clocks.</param>
    /// <param name="start">The moment before the token request was sent.</param>
    /// <param name="duration">L.</param>
    /// <param name="refreshAge">When to renew ahead.</param>
    /// <param name="longestSkew">The upper bound of the skew S = min(longest, L/10).</param>
    public TokenLifetime(TimeProvider clock, Moment start, TimeSpan duration, TimeSpan refreshAge, TimeSpan longestSkew)
    {
        _clock = clock;
        _start = start;
        Duration = duration;
        var tenth = duration / 10;
        _skew = tenth < longestSkew ? tenth : longestSkew;
        _endingAge = duration - _skew;
        _plannedAge = refreshAge < _endingAge ? refreshAge : _endingAge;
        _refreshAge = _plannedAge;
    }

    private TokenLifetime(TokenLifetime other, TimeSpan refreshAge)
    {
        _clock = other._clock;
        _start = other._start;
        Duration = other.Duration;
        _skew = other._skew;
        _plannedAge = other._plannedAge;
        _endingAge = other._endingAge;
        _refreshAge = refreshAge;
    }

    public TimeSpan Duration { get; }

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
                : age < _endingAge ? TokenPhase.Due
                : age < Duration ? TokenPhase.Ending
                : TokenPhase.Over;
        }
    }

    /// <summary>What is left of the life, never below zero.</summary>
    public TimeSpan Remaining => Left(Duration);

    /// <summary>What is left until the token is to be renewed, never below zero.</summary>
    public TimeSpan UntilRefresh => Left(_refreshAge);

    /// <summary>What is left until the token serves only where no other can be had, never below zero.</summary>
    public TimeSpan UntilEnding => Left(_endingAge);

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

/// <summary>Where a token stands in its life.</summary>
internal enum TokenPhase
{
    /// <summary>Serves.</summary>
    Fresh,

    /// <summary>Serves, while a new one is fetched behind the requests.</summary>
    Due,

    /// <summary>From L−S on: serves only where no new one can be had.</summary>
    Ending,

    /// <summary>From L on: never serves.</summary>
    Over,
}
