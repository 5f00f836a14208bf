using Microsoft.Extensions.Time.Testing;

namespace CiamGateway.Tests.Audit;

/// <summary>A clock that the test moves, and that tells which waits have begun.</summary>
internal sealed class WatchedClock : FakeTimeProvider
{
    private readonly List<TimeSpan> _timers = [];

    /// <summary>How many timers of this length were started.</summary>
    public int Timers(TimeSpan length)
    {
        lock (_timers)
        {
            return _timers.Count(timer => timer == length);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_timers)
        {
            _timers.Add(dueTime);
        }
        return timer;
    }
}
