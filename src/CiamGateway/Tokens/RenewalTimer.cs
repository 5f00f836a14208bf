namespace CiamGateway.Tokens;

/// <summary>Wakes a slot when its token is to be renewed.</summary>
internal sealed class RenewalTimer(TimeProvider clock, Action wake) : IDisposable
{
    /// <summary>A timer does not notice that the wall clock was set, or that the machine slept: it looks at least this often.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>Where waking changes nothing, for instance because a request is under way, it does not spin.</summary>
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _since;
    private bool _isDisposed;

    /// <summary>For how long it has been running; null if it is at rest.</summary>
    public TimeSpan? Running
    {
        get
        {
            lock (_gate)
            {
                return _timer is null ? null : clock.GetElapsedTime(_since);
            }
        }
    }

    public void Start()
    {
        lock (_gate)
        {
            if (_timer is null && !_isDisposed)
            {
                _timer = clock.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _since = clock.GetTimestamp();
            }
        }
    }

    public void Schedule(TimeSpan due)
    {
        lock (_gate)
        {
            _timer?.Change(
                due < ShortestSleep ? ShortestSleep
                    : due > LongestSleep ? LongestSleep
                    : due,
                Timeout.InfiniteTimeSpan
            );
        }
    }

    /// <summary>Stops the timer until it is started again.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Stop();
        }
    }
}
