namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>The system's clock, but what is done once a second is done every 10 ms: such as the look for changed files.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(10);

    private volatile bool _isPaused;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        period == Slow ? base.CreateTimer(UnlessPaused(callback), state, Fast, Fast) : base.CreateTimer(callback, state, dueTime, period);

    /// <summary>Does something in less than a tick, however long it takes: so no look finds a file at rest that is half written.</summary>
    public void InOneTick(Action action)
    {
        _isPaused = true;
        try
        {
            action();
        }
        finally
        {
            _isPaused = false;
        }
    }

    private TimerCallback UnlessPaused(TimerCallback callback) =>
        state =>
        {
            if (!_isPaused)
            {
                callback(state);
            }
        };
}
