using Microsoft.Extensions.Time.Testing;

namespace CiamGateway.Tests.Support;

/// <summary>A wall clock and a monotonic clock that move apart, as they do when a machine sleeps or its time is set.</summary>
internal sealed class TwoClocks() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private long _wallAhead;

    private int _waiting;

    /// <summary>A time limit that nothing else has: while it runs, the clock is to rest, since something real is awaited.</summary>
    public TimeSpan? RealWait { get; init; }

    /// <summary>Whether something is under way that has that time limit.</summary>
    public bool IsAwaitingReality => Volatile.Read(ref _waiting) > 0;

    /// <summary>Happens whenever somebody is about to read the monotonic clock.</summary>
    public Action? Reading { get; set; }

    /// <summary>Sets the wall clock; nothing else, timers included, notices.</summary>
    public void JumpWall(TimeSpan by) => Interlocked.Add(ref _wallAhead, by.Ticks);

    public override long GetTimestamp()
    {
        var now = base.GetUtcNow().Ticks;
        Reading?.Invoke();
        return now;
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _wallAhead));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        return dueTime == RealWait ? new CountedTimer(timer, this) : timer;
    }

    private sealed class CountedTimer : ITimer
    {
        private readonly ITimer _timer;
        private readonly TwoClocks _clocks;
        private int _isOver;

        public CountedTimer(ITimer timer, TwoClocks clocks)
        {
            (_timer, _clocks) = (timer, clocks);
            Interlocked.Increment(ref clocks._waiting);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Interlocked.Decrement(ref _clocks._waiting);
            }
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
