using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Audit;

/// <summary>Counts audit lines that are lost, and logs how many: the first at once, further ones once in <see cref="Interval"/>.</summary>
internal sealed partial class LostLines(GatewayMetrics metrics, TimeProvider clock, ILogger logger) : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _counting = new();
    private ITimer? _timer;
    private int _unsaid;

    public void Add(int count)
    {
        if (count == 0)
        {
            return;
        }
        metrics.AuditLines("lost", count);
        lock (_counting)
        {
            _unsaid += count;
            if (_timer is not null)
            {
                return;
            }
            _timer = clock.CreateTimer(static lines => ((LostLines)lines!).Tell(), this, Interval, Interval);
        }
        Tell();
    }

    /// <summary>Logs what has not been logged.</summary>
    public void Tell()
    {
        int count;
        lock (_counting)
        {
            count = _unsaid;
            _unsaid = 0;
            if (count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
        if (count > 0)
        {
            LogLost(logger, count);
        }
    }

    public void Dispose() => _timer?.Dispose();

    [LoggerMessage(7003, LogLevel.Error, "{Count} line(s) of the audit log are lost")]
    private static partial void LogLost(ILogger logger, int count);
}
