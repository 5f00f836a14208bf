using System.Runtime.CompilerServices;

namespace CiamGateway.Connections;

/// <summary>
/// An HTTP/1.1 connection that fails when the server closes it between a request and the first byte of the answer. An answer that came
/// before the server closed it is read, although the rest of the request cannot be written.
/// </summary>
/// <remarks>
/// <see cref="SocketsHttpHandler"/> sends a request without content up to four times, whatever its method, when a read returns 0 at that
/// moment (HttpConnection.SendAsync). It has no switch for that, but it does not repeat anything after an exception.
/// <see cref="LostConnectionHandler"/> then decides whether the request is sent again.
/// </remarks>
internal sealed class ExchangeStream(Stream connection) : ConnectionStream(connection)
{
    /// <summary>How much of a body is read and dropped, so that the caller gets the answer, in bytes.</summary>
    private const long MostDropped = 256 * 1024 * 1024;

    private static readonly TimeSpan LongestDropping = TimeSpan.FromSeconds(30);

    private const int Open = 0;
    private const int AwaitingAnswer = 1;
    private const int Closed = 2;

    private int _state;
    private Exchange? _exchange;

    /// <summary>Whether the HTTP client is reading, for which it does not wait until it has sent a request.</summary>
    private volatile bool _isReading;

    /// <summary>Ends when the answer begins, or the connection has ended. Null unless a write has failed.</summary>
    private TaskCompletionSource? _answered;

    /// <summary>What was read of an answer after a write had failed.</summary>
    private ReadOnlyMemory<byte> _early;

    /// <summary>Why no more can be written, although there is an answer; null unless that is so.</summary>
    private IOException? _failure;
    private long _failedAt;
    private long _dropped;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Exchange.Current is { } exchange && IsBeginning(exchange, buffer.Span) && !Begin(exchange))
        {
            return ValueTask.FromException(Ended("The server closed the connection before the request was sent."));
        }
        if (_failure is not null)
        {
            _dropped += buffer.Length;
            return _dropped <= MostDropped && TimeProvider.System.GetElapsedTime(_failedAt) <= LongestDropping
                ? ValueTask.CompletedTask
                : ValueTask.FromException(_failure);
        }
        var writing = base.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? writing : SendAsync(writing, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_early.IsEmpty)
        {
            return new(ReadEarly(buffer));
        }
        _isReading = true;
        var reading = base.ReadAsync(buffer, cancellationToken);
        // A read of no bytes only waits for data, and returns 0 when there is some.
        return !reading.IsCompletedSuccessfully ? ReceiveAsync(reading, onlyWaits: buffer.IsEmpty)
            : buffer.IsEmpty ? reading
            : new(Received(reading.Result));
    }

    /// <summary>
    /// Whether a request begins. The HTTP client sends the same one again after an answer that asks for credentials of a proxy; before an
    /// answer, what looks like its beginning is a part of its body.
    /// </summary>
    private bool IsBeginning(Exchange exchange, ReadOnlySpan<byte> bytes) =>
        exchange != _exchange || (exchange.HasAnswer && _failure is null && exchange.IsBeginning(bytes));

    /// <returns>False when the server has closed the connection.</returns>
    private bool Begin(Exchange exchange)
    {
        var isNew = exchange != _exchange;
        exchange.IsOnReusedConnection = isNew ? _exchange is not null : exchange.IsOnReusedConnection;
        _exchange = exchange;
        var isClosed = Interlocked.CompareExchange(ref _state, AwaitingAnswer, Open) == Closed || _failure is not null;
        exchange.IsUnsent = isClosed && isNew;
        return !isClosed;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ValueTask writing, CancellationToken cancellationToken)
    {
        try
        {
            await writing;
        }
        // Outside of an exchange, another protocol has the connection.
        catch (IOException exception) when (Exchange.Current is { } exchange && exchange == _exchange)
        {
            if (!await HasAnswerAsync(cancellationToken))
            {
                throw;
            }
            (_failure, _failedAt) = (exception, TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>Waits until a connection on which a write has failed has told whether there is an answer.</summary>
    private async ValueTask<bool> HasAnswerAsync(CancellationToken cancellationToken)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _answered, answered);
        if (_state == AwaitingAnswer)
        {
            await (_isReading ? answered.Task.WaitAsync(cancellationToken) : ReadEarlyAsync(cancellationToken));
        }
        return _state == Open;
    }

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }

    private async Task ReadEarlyAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            _early = buffer.AsMemory(0, Received(await base.ReadAsync(buffer, cancellationToken)));
        }
        catch (IOException)
        {
            // There is none, and the failure to write says more.
        }
    }

    private int ReadEarly(Memory<byte> buffer)
    {
        var length = Math.Min(buffer.Length, _early.Length);
        _early.Span[..length].CopyTo(buffer.Span);
        _early = _early[length..];
        return length;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(ValueTask<int> reading, bool onlyWaits)
    {
        int length;
        try
        {
            length = await reading;
        }
        catch
        {
            End();
            throw;
        }
        return onlyWaits ? length : Received(length);
    }

    private static HttpIOException Ended(string message) => new(HttpRequestError.ResponseEnded, message);

    private int Received(int length)
    {
        var isAwaited = length == 0 ? End() : Answer();
        if (length > 0 && isAwaited)
        {
            _exchange!.HasAnswer = true;
            _answered?.TrySetResult();
        }
        // Not before: a write that fails now must not read in this one's place.
        _isReading = false;
        return length > 0 || !isAwaited ? length : throw Ended("The server closed the connection before it answered the request.");
    }

    /// <inheritdoc cref="End"/>
    private bool Answer() => _state == AwaitingAnswer && Interlocked.CompareExchange(ref _state, Open, AwaitingAnswer) == AwaitingAnswer;

    /// <returns>Whether an answer was awaited.</returns>
    private bool End()
    {
        var isAwaited = Interlocked.Exchange(ref _state, Closed) == AwaitingAnswer;
        _answered?.TrySetResult();
        return isAwaited;
    }
}
