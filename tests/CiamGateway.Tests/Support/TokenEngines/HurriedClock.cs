namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>The system's clock, but what is done once a second is done every 10 ms: such as the look for changed files.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        period == Slow ? base.CreateTimer(callback, state, Fast, Fast) : base.CreateTimer(callback, state, dueTime, period);
}
