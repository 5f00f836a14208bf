namespace CiamGateway.Tokens;

/// <summary>Wakes a slot when its token is to be renewed.</summary>
/// <remarks>Not safe for concurrent use: its slot guards it.</remarks>
internal sealed class RenewalTimer(TimeProvider clock, Action wake) : IDisposable
{
    /// <summary>A timer does not notice that the wall clock was set, or that the machine slept: it looks at least this often.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>Where waking changes nothing, for instance because a request is under way, it does not spin.</summary>
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(50);

    private ITimer? _timer;
    private bool _isDisposed;

    public void Start() => _timer ??= _isDisposed ? null : clock.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Schedule(TimeSpan due)
    {
        if (!_isDisposed)
        {
            _timer?.Change(due < ShortestSleep ? ShortestSleep : due > LongestSleep ? LongestSleep : due, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _timer?.Dispose();
    }
}
