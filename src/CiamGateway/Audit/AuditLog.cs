using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using CiamGateway.Configuration;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry;

namespace CiamGateway.Audit;

/// <summary>Takes lines from calls and writes them in their order. A full queue holds calls back; a target that fails is tried again until it takes the lines; a line that is lost all the same is counted and logged. A new target is opened before there are lines for it.</summary>
internal sealed partial class AuditLog(ConfigurationInForce configuration, GatewayMetrics metrics, TimeProvider clock, ILogger<AuditLog> logger) : BackgroundService
{
    /// <summary>How long a target that failed is left alone.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often the number of refused calls of strangers is recorded of which there are no lines.</summary>
    public static readonly TimeSpan SummaryInterval = TimeSpan.FromMinutes(1);

    private const int BatchSize = 512;

    /// <summary>How long the start of the program waits for a target: a pipe may have no reader yet.</summary>
    private static readonly TimeSpan TimeToOpen = TimeSpan.FromSeconds(5);

    /// <summary>How long the end of the program waits for lines to be written.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(5);

    /// <summary>Where nothing stands for a line, it has the target opened.</summary>
    private readonly Channel<AuditLine?> _queue = Channel.CreateBounded<AuditLine?>(
        new BoundedChannelOptions(configuration.Current.Audit.QueueSize) { SingleReader = true });

    /// <summary>Of the queue; a reload does not change it.</summary>
    private readonly int _capacity = configuration.Current.Audit.QueueSize;

    private readonly TaskCompletionSource _isTried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly StrangerLines _strangers = new(clock);
    private ITimer? _summary;
    private volatile string? _trouble;

    /// <summary>Which target cannot be written, and why; nothing where it can.</summary>
    public string? Trouble => _trouble;

    /// <summary>Whether a line that is added now is going to be written, as far as can be known.</summary>
    public bool IsWritable => _trouble is null && _queue.Reader.Count < _capacity;

    /// <param name="patience">How long to wait for room in the queue.</param>
    public ValueTask AddAsync(AuditLine line, TimeSpan patience)
    {
        if (line.IsOfStranger && !_strangers.Permit(line.Source, out var isFirst))
        {
            if (isFirst)
            {
                _summary = clock.CreateTimer(static log => ((AuditLog)log!).Summarize(), this, SummaryInterval, Timeout.InfiniteTimeSpan);
            }
            return ValueTask.CompletedTask;
        }
        var bounded = line.Bounded();
        return _queue.Writer.TryWrite(bounded) ? ValueTask.CompletedTask : new(WaitForRoomAsync(bounded, patience));
    }

    /// <summary>Called before requests are served: those that must not be served without a line wait until it is known whether there can be one.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        configuration.Applying += _ => Open();
        Open();
        await base.StartAsync(cancellationToken);
        if (configuration.Current.Audit.OnFailure is AuditFailure.Refuse)
        {
            await _isTried.Task.WaitAsync(TimeToOpen, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Called once no more requests are served; what is queued is written before the program ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Summarize();
        _queue.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(TimeToStop, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
        if (_queue.Reader.Count is > 0 and var rest)
        {
            Lose(rest);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var lines = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(lines);
        while (await _queue.Reader.WaitToReadAsync(stoppingToken))
        {
            var count = 0;
            while (count < BatchSize && _queue.Reader.TryRead(out var line))
            {
                if (line is not null)
                {
                    json.Reset();
                    JsonSerializer.Serialize(json, line, AuditJsonContext.Default.AuditLine);
                    lines.Write("\n"u8);
                    count++;
                }
            }
            await WriteAsync(lines.WrittenMemory, count, stoppingToken);
            lines.ResetWrittenCount();
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> lines, int count, CancellationToken stoppingToken)
    {
        while (!TryWrite(lines, count) && !HasBetterToDo(count))
        {
            try
            {
                await Task.Delay(RetryInterval, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                Lose(count);
                throw;
            }
        }
    }

    /// <summary>Where no line waits for a target that cannot be opened, those that have come since are tried instead; at the end nothing is.</summary>
    private bool HasBetterToDo(int count) => count == 0 && (_queue.Reader.Count > 0 || _queue.Reader.Completion.IsCompleted);

    private bool TryWrite(ReadOnlyMemory<byte> lines, int count)
    {
        var settings = configuration.Current.Audit;
        try
        {
            SinkOf(settings).Write(lines.Span);
            metrics.AuditLines("written", count);
            if (_trouble is not null)
            {
                _trouble = null;
                LogRecovered(logger);
            }
            return true;
        }
        catch (Exception exception)
        {
            // Whatever a target throws, the lines wait, and the gateway does not stop for it.
            metrics.AuditLines("failed", count);
            var target = settings.Target is AuditTarget.File ? settings.File : "standard output";
            var trouble = $"{target}: {ForeignText.Of(exception).ToString().TrimEnd('.')}";
            if (_trouble != trouble)
            {
                _trouble = trouble;
                LogFailing(logger, trouble, Environment.UserName, count, settings.OnFailure);
            }
            return false;
        }
        finally
        {
            _isTried.TrySetResult();
        }
    }

    private void Open()
    {
        if (_trouble is null)
        {
            _queue.Writer.TryWrite(null);
        }
    }

    private static IAuditSink SinkOf(AuditSettings settings) =>
        settings.Target is AuditTarget.File ? new AuditFile(settings) : StandardOutput.Instance;

    private void Summarize()
    {
        _summary?.Dispose();
        if (_strangers.TakeWithheld() is > 0 and var count)
        {
            metrics.AuditLines("summarized", count);
            LogSummarized(logger, count);
            var line = new AuditLine(
                clock.GetUtcNow(), TraceId: "", RequestFacts.Anonymous, Source: null, RequestFacts.Unknown, Method: "", Path: "",
                TokenClient: null, Scope: null, TokenFingerprint: null, Status: 0, Error: "strangers_not_recorded",
                FormattableString.Invariant($"{count} refused calls of strangers not recorded"), DurationMs: 0);
            if (!_queue.Writer.TryWrite(line))
            {
                Lose(1);
            }
        }
    }

    private async Task WaitForRoomAsync(AuditLine line, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        try
        {
            await _queue.Writer.WriteAsync(line, limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            Lose(1);
        }
    }

    private void Lose(int count)
    {
        if (count == 0)
        {
            return;
        }
        metrics.AuditLines("lost", count);
        LogLost(logger, count);
    }

    [LoggerMessage(7001, LogLevel.Error, "The audit log cannot be written to {Trouble}. Make room, and make it writable for the user '{User}', or correct Gateway:Audit. {Count} line(s) and those that follow wait; until it can, OnFailure is {OnFailure}")]
    private static partial void LogFailing(ILogger logger, string trouble, string user, int count, AuditFailure onFailure);

    [LoggerMessage(7002, LogLevel.Information, "The audit log is written again")]
    private static partial void LogRecovered(ILogger logger);

    [LoggerMessage(7004, LogLevel.Warning,
        "{Count} calls of strangers were refused, of which the audit log has no lines of their own but their number: so many would rotate the lines of served calls away. Fix: keep strangers out with a firewall. This is logged once a minute")]
    private static partial void LogSummarized(ILogger logger, int count);

    [LoggerMessage(7003, LogLevel.Error, "{Count} line(s) of the audit log are lost")]
    private static partial void LogLost(ILogger logger, int count);
}
