using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Audit;

/// <summary>
/// Takes lines from calls and writes them in their order, on a thread of its own, since a write may block. A full queue holds calls back
/// unless the target is known to fail; a target that fails is tried again until it takes the lines; a line that is lost all the same is
/// counted and logged. A new target is opened before there are lines for it.
/// </summary>
internal sealed partial class AuditLog : IHostedService, IDisposable
{
    /// <summary>The time between two attempts at a target that failed.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often the number of refused calls of strangers is recorded of which there are no lines.</summary>
    public static readonly TimeSpan SummaryInterval = TimeSpan.FromMinutes(1);

    private const int BatchSize = 512;

    /// <summary>How long the start of the program waits for a target: a pipe may have no reader yet.</summary>
    private static readonly TimeSpan TimeToOpen = TimeSpan.FromSeconds(5);

    /// <summary>How long the end of the program waits for lines to be written.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(5);

    /// <summary>How long the end of the program waits after that for a write that blocks.</summary>
    private static readonly TimeSpan TimeToAbandon = TimeSpan.FromSeconds(0.5);

    /// <summary>If no target is open for a line, the writer opens one.</summary>
    private readonly Channel<AuditLine?> _queue;

    /// <summary>Of the queue; a reload does not change it.</summary>
    private readonly int _capacity;

    private readonly TaskCompletionSource _isTried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hasEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly CurrentConfiguration _configuration;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly AuditWriter _writer;
    private readonly LostLines _lost;
    private readonly StrangerLines _strangers;
    private ITimer? _summary;
    private bool _isDisposed;

    public AuditLog(CurrentConfiguration configuration, GatewayMetrics metrics, TimeProvider clock, ILogger<AuditLog> logger)
    {
        (_configuration, _metrics, _clock, _logger) = (configuration, metrics, clock, logger);
        _capacity = configuration.Current.Audit.QueueSize;
        _queue = Channel.CreateBounded<AuditLine?>(new BoundedChannelOptions(_capacity) { SingleReader = true });
        _writer = new AuditWriter(configuration, metrics, clock, logger);
        _lost = new LostLines(metrics, clock, logger);
        _strangers = new StrangerLines(clock);
    }

    /// <summary>Which target cannot be written, and why; null if it can be.</summary>
    public string? Trouble => _writer.Trouble;

    /// <summary>Whether a line that is added now is going to be written, as far as can be known.</summary>
    public bool IsWritable => Trouble is null && _queue.Reader.Count < _capacity;

    /// <param name="patience">How long to wait for room in the queue. If calls go on without lines, nothing waits for a target that
    /// fails.</param>
    public ValueTask AddAsync(AuditLine line, TimeSpan patience)
    {
        if (line.IsOfStranger && !_strangers.Permit(line.Source, out var isFirst))
        {
            if (isFirst)
            {
                _summary = _clock.CreateTimer(static log => ((AuditLog)log!).Summarize(), this, SummaryInterval, Timeout.InfiniteTimeSpan);
            }
            return ValueTask.CompletedTask;
        }
        var bounded = line.Bounded();
        if (_queue.Writer.TryWrite(bounded))
        {
            return ValueTask.CompletedTask;
        }
        return new(WaitForRoomAsync(bounded, patience));
    }

    /// <summary>
    /// Called before requests are served. A request that must not be served without a line waits until the target can be written or not.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _configuration.Applying += _ => Open();
        Open();
        new Thread(Run) { IsBackground = true, Name = "audit log" }.Start();
        if (_configuration.Current.Audit.OnFailure is AuditFailure.Refuse)
        {
            await _isTried.Task.WaitAsync(TimeToOpen, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Called once no more requests are served; what is queued is written before the program ends.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_isDisposed)
        {
            return;
        }
        Summarize();
        _queue.Writer.TryComplete();
        await _hasEnded.Task.WaitAsync(TimeToStop, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _end.CancelAsync();
        await _hasEnded.Task.WaitAsync(TimeToAbandon, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A write that blocks does not end, and its lines are lost like those behind it.
        _lost.Add(_writer.LinesUnderWay);
        _lost.Add(_queue.Reader.Count);
        _lost.Tell();
    }

    /// <summary>The host has it under two names, and disposes of it for each.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }
        _summary?.Dispose();
        _end.Cancel();
        _end.Dispose();
        _writer.Dispose();
        _lost.Dispose();
    }

    private void Run()
    {
        var end = _end.Token;
        var lines = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(lines);
        try
        {
            while (_queue.Reader.WaitToReadAsync(end).AsTask().GetAwaiter().GetResult())
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
                Write(lines.WrittenSpan, count, end);
                lines.ResetWrittenCount();
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
        finally
        {
            _hasEnded.TrySetResult();
        }
    }

    private void Write(ReadOnlySpan<byte> lines, int count, CancellationToken end)
    {
        while (!IsWritten(lines, count) && !StopsRetrying(count))
        {
            try
            {
                Task.Delay(RetryInterval, _clock, end).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                _lost.Add(count);
                throw;
            }
        }
    }

    private bool IsWritten(ReadOnlySpan<byte> lines, int count)
    {
        var isWritten = _writer.TryWrite(lines, count);
        _isTried.TrySetResult();
        return isWritten;
    }

    /// <summary>Whether to stop waiting for the target, with no line in hand: more lines have come, or the log ends.</summary>
    private bool StopsRetrying(int count) => count == 0 && (_queue.Reader.Count > 0 || _queue.Reader.Completion.IsCompleted);

    private void Open()
    {
        if (Trouble is null)
        {
            _queue.Writer.TryWrite(null);
        }
    }

    private void Summarize()
    {
        _summary?.Dispose();
        if (_strangers.TakeWithheld() is > 0 and var count)
        {
            _metrics.AuditLines("summarized", count);
            LogSummarized(_logger, count);
            if (!_queue.Writer.TryWrite(StrangerLines.Summary(count, _clock.GetUtcNow())))
            {
                _lost.Add(1);
            }
        }
    }

    private async Task WaitForRoomAsync(AuditLine line, TimeSpan patience)
    {
        var permits = _configuration.Current.Audit.OnFailure is AuditFailure.Permit;
        using var limit = new CancellationTokenSource(patience, _clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, permits ? _writer.Failing : CancellationToken.None);
        try
        {
            await _queue.Writer.WriteAsync(line, end.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            _lost.Add(1);
        }
    }

    [LoggerMessage(
        7004,
        LogLevel.Warning,
        "The audit log has one line that summarizes {Count} refused calls of strangers: "
            + "so many would rotate the lines of served calls away. Fix: keep strangers out with a firewall. This is logged once a minute"
    )]
    private static partial void LogSummarized(ILogger logger, int count);
}
