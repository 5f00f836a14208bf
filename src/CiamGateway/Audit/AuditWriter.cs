using CiamGateway.Configuration.Loading;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Audit;

/// <summary>
/// Writes audit lines to the target that the configuration names, and knows what keeps it from doing so. A write that has not ended after
/// <see cref="LongestWrite"/> counts as failed until it ends: the pipe has no reader, or the file's device hangs.
/// </summary>
internal sealed partial class AuditWriter : IDisposable
{
    public static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(1);

    private readonly CurrentConfiguration _configuration;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ITimer _watch;
    private readonly string _user = ProcessUser.Name;
    private readonly Lock _changing = new();
    private (string Target, int Lines, AuditFailure OnFailure)? _underWay;
    private volatile string? _trouble;
    private volatile CancellationTokenSource _failing = new();

    public AuditWriter(CurrentConfiguration configuration, GatewayMetrics metrics, TimeProvider clock, ILogger logger)
    {
        (_configuration, _metrics, _logger) = (configuration, metrics, logger);
        _watch = clock.CreateTimer(
            static writer => ((AuditWriter)writer!).NoteBlocked(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Which target cannot be written, and why; null if it can be.</summary>
    public string? Trouble => _trouble;

    /// <summary>Cancelled while the target is known to fail.</summary>
    public CancellationToken Failing => _failing.Token;

    /// <summary>How many lines a write has in hand that has not ended.</summary>
    public int LinesUnderWay
    {
        get
        {
            lock (_changing)
            {
                return _underWay?.Lines ?? 0;
            }
        }
    }

    /// <summary>May block for as long as the target does.</summary>
    /// <returns>Whether the lines are written; if not, they are to be tried again.</returns>
    public bool TryWrite(ReadOnlySpan<byte> lines, int count)
    {
        var settings = _configuration.Current.Audit;
        var target = settings.Target is AuditTarget.File ? settings.File : "standard output";
        Begin((target, count, settings.OnFailure));
        try
        {
            SinkOf(settings).Write(lines);
            End(trouble: null);
            _metrics.AuditLines("written", count);
            return true;
        }
        catch (Exception exception)
        {
            // Whatever a target throws, the lines wait, and the gateway does not stop for it.
            _metrics.AuditLines("failed", count);
            End(ForeignText.Of(exception).ToString().TrimEnd('.'));
            return false;
        }
    }

    public void Dispose() => _watch.Dispose();

    private static IAuditSink SinkOf(AuditSettings settings) =>
        settings.Target is AuditTarget.File ? new AuditFile(settings) : StandardOutput.Instance;

    private void Begin((string Target, int Lines, AuditFailure OnFailure) write)
    {
        lock (_changing)
        {
            _underWay = write;
        }
        _watch.Change(LongestWrite, Timeout.InfiniteTimeSpan);
    }

    private void End(string? trouble)
    {
        _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_changing)
        {
            if (trouble is not null)
            {
                Note(trouble);
            }
            else if (_trouble is not null)
            {
                _trouble = null;
                _failing = new CancellationTokenSource();
                LogRecovered(_logger);
            }
            _underWay = null;
        }
    }

    private void NoteBlocked()
    {
        lock (_changing)
        {
            if (_underWay is { } write)
            {
                _metrics.AuditLines("failed", write.Lines);
                Note("a write has not ended for 1 s, since its reader reads no more or the device does not respond");
            }
        }
    }

    private void Note(string cause)
    {
        var (target, lines, onFailure) = _underWay.GetValueOrDefault();
        var trouble = $"{target}: {cause}";
        if (_trouble != trouble)
        {
            _trouble = trouble;
            // Whatever waits for it goes on, but not on this thread.
            _ = _failing.CancelAsync();
            LogFailing(_logger, trouble, _user, lines, onFailure);
        }
    }

    [LoggerMessage(
        7001,
        LogLevel.Error,
        "The audit log cannot be written to {Trouble}. Fix: free disk space, let the user '{User}' write to it, restart the program that "
            + "reads it, or correct Gateway:Audit. {Count} line(s) and all later ones wait while there is room in the queue; "
            + "until then, OnFailure is {OnFailure}"
    )]
    private static partial void LogFailing(ILogger logger, string trouble, string user, int count, AuditFailure onFailure);

    [LoggerMessage(7002, LogLevel.Information, "The audit log is written again")]
    private static partial void LogRecovered(ILogger logger);
}
