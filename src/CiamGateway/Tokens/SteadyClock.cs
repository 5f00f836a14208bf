namespace CiamGateway.Tokens;

/// <summary>
/// The time as if nobody had set the wall clock since the start: for those who measure time by the wall clock and cannot be told otherwise.
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
