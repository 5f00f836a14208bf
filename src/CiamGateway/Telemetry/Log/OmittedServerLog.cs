using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Telemetry.Log;

/// <summary>Logs and counts, once a minute, how many lines of the server were omitted.</summary>
internal sealed partial class OmittedServerLog(
    ServerLogThrottle throttle,
    GatewayMetrics metrics,
    TimeProvider clock,
    ILogger<OmittedServerLog> logger
) : IHostedService, IDisposable
{
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = clock.CreateTimer(static log => ((OmittedServerLog)log!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        throttle.Omitting += Wait;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        throttle.Omitting -= Wait;
        Tell();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private void Wait() => _timer?.Change(ServerLogThrottle.Interval, Timeout.InfiniteTimeSpan);

    private void Tell()
    {
        foreach (var (category, kind, count) in throttle.TakeOmitted())
        {
            metrics.LogLinesOmitted(count);
            LogOmitted(logger, count, category, kind);
        }
    }

    [LoggerMessage(
        8002,
        LogLevel.Warning,
        "{Count} further lines of {Category}, event {Event}, were omitted within a minute. The first one says what a client did. "
            + "Fix: if it does so on purpose, keep its address out with a firewall"
    )]
    private static partial void LogOmitted(ILogger logger, int count, string category, int @event);
}
