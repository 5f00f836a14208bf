using System.Buffers;
using System.IO.Pipelines;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Lets a connection over HTTP/2 begin few requests at once while its caller is not known, and send few control frames. Kestrel would
/// begin a hundred requests, behind which all other calls wait, and throw an exception for each further one, as for each WINDOW_UPDATE
/// above the largest window (RFC 9113 §6.9.1).
/// </summary>
internal sealed class Http2Pace(TimeProvider clock)
{
    /// <summary>Requests at once, and control frames within <see cref="LongestWait"/>.</summary>
    private const int Most = 4;

    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const byte Acknowledgement = 1;

    /// <summary>A request may wait for frames that come after the one that waits here, such as those of its own body.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    private readonly Lock _counting = new();
    private readonly Http2Frames _frames = new();
    private long _cleared;
    private uint _lastStream;
    private int _requests;
    private int _controls;
    private long _controlsSince;
    private bool _isControlHeld;
    private TaskCompletionSource? _room;

    /// <summary>False once the connection is known not to use HTTP/2, or to be a caller's.</summary>
    public bool IsNeeded { get; private set; } = true;

    /// <inheritdoc cref="Http2Frames.IsHttp2"/>
    public bool IsHttp2 => _frames.IsHttp2;

    /// <param name="read">
    /// Everything that has arrived and was not consumed. It is cut off within the header of a frame that has to wait (RFC 9113 §4.1).
    /// </param>
    /// <returns>False if nothing of it may be read before <see cref="WaitForRoomAsync"/>.</returns>
    public bool MayRead(ref ReadResult read)
    {
        var all = read.Buffer;
        var rest = new SequenceReader<byte>(all.Slice(_cleared));
        var isAllowed = Pass(ref rest);
        _cleared += rest.Consumed;
        if (_frames.IsOther)
        {
            IsNeeded = false;
        }
        if (isAllowed)
        {
            return true;
        }
        read = new ReadResult(all.Slice(0, _cleared), read.IsCanceled, isCompleted: false);
        return _cleared > 0 || read.IsCanceled;
    }

    /// <param name="length">How much Kestrel has consumed of what it read, which may end within a frame.</param>
    public void Consume(long length) => _cleared -= length;

    /// <summary>To be called when a request has been answered.</summary>
    public void EndRequest()
    {
        lock (_counting)
        {
            _requests = Math.Max(0, _requests - 1);
            if (!_isControlHeld)
            {
                _room?.TrySetResult();
            }
        }
    }

    /// <summary>To be called when the connection is no longer that of a stranger: nothing waits from now on.</summary>
    public void Stop()
    {
        lock (_counting)
        {
            IsNeeded = false;
            _room?.TrySetResult();
        }
    }

    /// <summary>Waits until a request has ended, or for the longest time that a frame may be held back.</summary>
    public async Task WaitForRoomAsync()
    {
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_counting)
        {
            if (!IsNeeded || (!_isControlHeld && _requests < Most))
            {
                return;
            }
            _room = room;
        }
        await room.Task.WaitAsync(LongestWait, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!room.Task.IsCompleted)
        {
            lock (_counting)
            {
                (_requests, _controls) = _isControlHeld ? (_requests, 0) : (Math.Min(_requests, Most - 1), _controls);
            }
        }
    }

    /// <returns>False before the last byte of the header of a frame that has to wait.</returns>
    private bool Pass(ref SequenceReader<byte> read)
    {
        while (_frames.ReadHeader(ref read))
        {
            if (!TryBegin())
            {
                return false;
            }
            _frames.Begin(ref read);
        }
        return true;
    }

    private bool TryBegin()
    {
        // Headers of a stream that has begun are trailers.
        var isRequest = _frames.Type is Headers && _frames.Stream > _lastStream;
        var isControl = _frames.Type is Settings or Ping ? (_frames.Flags & Acknowledgement) == 0 : _frames.Type is WindowUpdate;
        lock (_counting)
        {
            if (isControl && clock.GetElapsedTime(_controlsSince) >= LongestWait)
            {
                (_controls, _controlsSince) = (0, clock.GetTimestamp());
            }
            if ((isRequest && _requests == Most) || (isControl && _controls == Most))
            {
                _isControlHeld = isControl;
                return false;
            }
            _requests += isRequest ? 1 : 0;
            _controls += isControl ? 1 : 0;
        }
        _lastStream = isRequest ? _frames.Stream : _lastStream;
        return true;
    }
}
