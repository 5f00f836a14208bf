using Microsoft.Extensions.Time.Testing;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>A wall clock and a monotonic clock that move apart, as they do when a machine sleeps or its time is set.</summary>
internal sealed class TwoClocks() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private long _wallAhead;

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
}
