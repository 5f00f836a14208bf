namespace CiamGateway.Tokens;

/// <summary>One point in time on both clocks.</summary>
internal readonly record struct Moment(long Timestamp, DateTimeOffset Time)
{
    public static Moment Now(TimeProvider clock) => new(clock.GetTimestamp(), clock.GetUtcNow());
}
