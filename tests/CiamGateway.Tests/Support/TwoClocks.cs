namespace CiamGateway.Tests.Support;

/// <summary>A wall clock and a monotonic clock that move apart, as they do when a machine sleeps or its time is set.</summary>
internal sealed class TwoClocks : TimeProvider
{
    public DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TimeSpan Monotonic { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time)
    {
        Wall += time;
        Monotonic += time;
    }

    public override DateTimeOffset GetUtcNow() => Wall;

    public override long GetTimestamp() => Monotonic.Ticks;
}
