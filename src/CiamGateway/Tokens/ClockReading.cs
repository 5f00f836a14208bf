namespace CiamGateway.Tokens;

/// <summary>One point in time on both clocks.</summary>
internal readonly record struct ClockReading(long Timestamp, DateTimeOffset Time)
{
    public static ClockReading Now(TimeProvider clock) => new(clock.GetTimestamp(), clock.GetUtcNow());

    /// <summary>The moment this long before, on both clocks.</summary>
    public ClockReading Before(TimeSpan age, TimeProvider clock) =>
        new(Timestamp - (long)(age.TotalSeconds * clock.TimestampFrequency), Time - age);
}
