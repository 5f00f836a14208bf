namespace CiamGateway.Tokens;

/// <summary>
/// The time as if the wall clock had not been set since the start: for libraries that measure durations by the wall clock.
/// </summary>
internal sealed class SteadyClock(TimeProvider clock) : TimeProvider
{
    private readonly ClockReading _start = ClockReading.Now(clock);

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start.Time + clock.GetElapsedTime(_start.Timestamp);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}

/// <summary>One point in time on both clocks.</summary>
internal readonly record struct ClockReading(long Timestamp, DateTimeOffset Time)
{
    public static ClockReading Now(TimeProvider clock) => new(clock.GetTimestamp(), clock.GetUtcNow());

    /// <summary>The moment this long before, on both clocks.</summary>
    public ClockReading Before(TimeSpan age, TimeProvider clock) =>
        new(Timestamp - (long)(age.TotalSeconds * clock.TimestampFrequency), Time - age);
}
