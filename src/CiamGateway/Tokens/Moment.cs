namespace CiamGateway.Tokens;

/// <summary>One point in time on both clocks.</summary>
internal readonly record struct Moment(long Timestamp, DateTimeOffset Time)
{
    public static Moment Now(TimeProvider clock) => new(clock.GetTimestamp(), clock.GetUtcNow());

    /// <summary>The moment this long before, on both clocks.</summary>
    public Moment Before(TimeSpan age, TimeProvider clock) => new(Timestamp - (long)(age.TotalSeconds * clock.TimestampFrequency), Time - age);
}
