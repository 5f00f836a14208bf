using System.Runtime.CompilerServices;

namespace CiamGateway.Connections;

/// <summary>An HTTP/2 connection that marks its loss in exceptions, and tells when it was closed because a ping got no answer.</summary>
/// <param name="silent">Called when the HTTP client gives up a connection whose peer does not answer a keep-alive ping.</param>
internal sealed class MultiplexedStream(Stream connection, Action silent) : ConnectionStream(connection)
{
    private const int FrameHeaderLength = 9;
    private const byte PingFrame = 6;

    private volatile bool _isPinged;
    private volatile bool _isLost;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isPinged |= HasKeepAlivePing(buffer.Span);
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        // A read of no bytes only waits for data, and returns 0 when there is some.
        return buffer.IsEmpty ? reading : ReceiveAsync(reading);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _isPinged && !_isLost)
        {
            _isLost = true;
            silent();
        }
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(ValueTask<int> reading)
    {
        int length;
        try
        {
            length = await reading;
        }
        catch (IOException exception)
        {
            _isLost = true;
            throw new LostConnectionException(HttpRequestError.Unknown, exception);
        }
        if (length == 0)
        {
            _isLost = true;
            throw new LostConnectionException(HttpRequestError.ResponseEnded, inner: null);
        }
        _isPinged = false;
        return length;
    }

    /// <summary>
    /// Looks for a PING frame (RFC 9113 §6.7) among the whole frames that the HTTP client writes at a time. The pings with which it
    /// measures round trips have a negative payload, answers to pings have a flag.
    /// </summary>
    private static bool HasKeepAlivePing(ReadOnlySpan<byte> frames)
    {
        while (frames.Length >= FrameHeaderLength)
        {
            var length = (frames[0] << 16) | (frames[1] << 8) | frames[2];
            if (frames[3] == PingFrame && frames[4] == 0 && frames.Length > FrameHeaderLength && frames[FrameHeaderLength] < 0x80)
            {
                return true;
            }
            frames = frames[Math.Min(FrameHeaderLength + length, frames.Length)..];
        }
        return false;
    }
}

/// <summary>The peer closed or reset an HTTP/2 connection.</summary>
internal sealed class LostConnectionException(HttpRequestError error, Exception? inner)
    : HttpIOException(error, "The server closed the connection.", inner);
