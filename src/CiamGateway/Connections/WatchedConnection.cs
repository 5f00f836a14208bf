using System.Runtime.CompilerServices;

namespace CiamGateway.Connections;

/// <summary>Puts a new connection of an HTTP client under watch, by the protocol that was negotiated on it.</summary>
internal static class WatchedConnection
{
    /// <param name="pool">The handler that the connection belongs to.</param>
    public static Stream Of(
        SocketsHttpPlaintextStreamFilterContext opened,
        RenewableHandler pool,
        ConnectionTarget target,
        ConnectionEvents events
    )
    {
        if (opened.NegotiatedHttpVersion.Major >= 2)
        {
            pool.NoteSharedConnection();
            if (Exchange.Current is { } exchange)
            {
                exchange.OpensSharedConnection = true;
            }
            return new MultiplexedStream(opened.PlaintextStream, () =>
                events.Silent(target, "the peer of an HTTP/2 connection did not answer a ping")
            );
        }
        // Of a tunnel through a proxy (CONNECT), only what goes through it is watched.
        return opened.InitialRequestMessage.Method == HttpMethod.Connect
            ? opened.PlaintextStream
            : new ExchangeStream(opened.PlaintextStream);
    }
}

/// <summary>
/// An HTTP/1.1 connection that fails when the server closes it between a request and the first byte of the answer.
/// </summary>
/// <remarks>
/// <see cref="SocketsHttpHandler"/> sends a request without content up to four times, whatever its method, when a read returns 0 at that
/// moment (HttpConnection.SendAsync). It has no switch for that, but it does not repeat anything after an exception.
/// <see cref="LostConnectionHandler"/> then decides whether the request is sent again.
/// </remarks>
internal sealed class ExchangeStream(Stream connection) : ConnectionStream(connection)
{
    private const int Open = 0;
    private const int AwaitingAnswer = 1;
    private const int Closed = 2;

    private int _state;
    private Exchange? _exchange;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Exchange.Current is { } exchange && (exchange != _exchange || exchange.IsBeginning(buffer.Span)) && !Begin(exchange))
        {
            return ValueTask.FromException(Ended("The server closed the connection before the request was sent."));
        }
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        // A read of no bytes only waits for data, and returns 0 when there is some.
        return buffer.IsEmpty ? reading
            : reading.IsCompletedSuccessfully ? new(Received(reading.Result))
            : ReceiveAsync(reading);
    }

    /// <returns>False when the server has closed the connection.</returns>
    private bool Begin(Exchange exchange)
    {
        exchange.IsOnReusedConnection = _exchange is not null && _exchange != exchange;
        _exchange = exchange;
        exchange.IsUnsent = Interlocked.CompareExchange(ref _state, AwaitingAnswer, Open) == Closed;
        return !exchange.IsUnsent;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(ValueTask<int> reading)
    {
        int length;
        try
        {
            length = await reading;
        }
        catch
        {
            Volatile.Write(ref _state, Closed);
            throw;
        }
        return Received(length);
    }

    private static HttpIOException Ended(string message) => new(HttpRequestError.ResponseEnded, message);

    private int Received(int length)
    {
        if (length == 0)
        {
            return Interlocked.Exchange(ref _state, Closed) == AwaitingAnswer
                ? throw Ended("The server closed the connection before it answered the request.")
                : 0;
        }
        if (_state == AwaitingAnswer && Interlocked.CompareExchange(ref _state, Open, AwaitingAnswer) == AwaitingAnswer)
        {
            _exchange!.HasAnswer = true;
        }
        return length;
    }
}
