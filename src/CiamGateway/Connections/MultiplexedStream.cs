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
        var writing = base.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? writing : SendAsync(writing);
    }

    /// <remarks>A read of no bytes only waits for data, and returns 0 when there is some.</remarks>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReceiveAsync(base.ReadAsync(buffer, cancellationToken), isWaitOnly: buffer.IsEmpty);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _isPinged && !_isLost)
        {
            _isLost = true;
            silent();
        }
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        catch (IOException exception)
        {
            throw Lost(HttpRequestError.Unknown, exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(ValueTask<int> reading, bool isWaitOnly)
    {
        int length;
        try
        {
            length = await reading;
        }
        catch (IOException exception)
        {
            throw Lost(HttpRequestError.Unknown, exception);
        }
        if (isWaitOnly)
        {
            return length;
        }
        if (length == 0)
        {
            throw Lost(HttpRequestError.ResponseEnded, inner: null);
        }
        _isPinged = false;
        return length;
    }

    private LostConnectionException Lost(HttpRequestError error, Exception? inner)
    {
        _isLost = true;
        return new LostConnectionException(error, inner);
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
