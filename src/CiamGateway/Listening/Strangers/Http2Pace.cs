using System.Buffers;
using System.IO.Pipelines;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Lets a connection over HTTP/2 begin few requests at once while its caller is not known, and have few frames answered. Kestrel would
/// begin a hundred requests, behind which all other calls wait, and throw an exception for each further one.
/// </summary>
internal sealed class Http2Pace(TimeProvider clock)
{
    /// <summary>Requests at once, and frames to answer within <see cref="LongestWait"/>.</summary>
    private const int Most = 4;

    private const int HeaderLength = 9;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte Acknowledgement = 1;

    /// <summary>A request may wait for frames that come after the one that waits here, such as those of its own body.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    private readonly Lock _counting = new();
    private bool _isHttp2;
    private int _requests;
    private int _answers;
    private TaskCompletionSource? _room;

    /// <summary>False once the connection is known not to use HTTP/2, or to be a caller's.</summary>
    public bool IsNeeded { get; private set; } = true;

    /// <param name="read">
    /// Everything that has arrived, from the beginning of a frame on (RFC 9113 §4.1). It is cut off before a frame that has to wait.
    /// </param>
    /// <returns>False if nothing of it may be read before <see cref="WaitForRoomAsync"/>.</returns>
    public bool MayRead(ref ReadResult read)
    {
        var all = read.Buffer;
        var begun = all.Slice(0, Begin(all));
        if (begun.Length < all.Length)
        {
            read = new ReadResult(begun, read.IsCanceled, isCompleted: false);
        }
        return begun.Length > 0 || all.IsEmpty || read.IsCanceled;
    }

    /// <summary>To be called when a request has been answered.</summary>
    public void EndRequest()
    {
        lock (_counting)
        {
            _requests = Math.Max(0, _requests - 1);
            _room?.TrySetResult();
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
            if (!IsNeeded || (_requests < Most && _answers < Most))
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
                (_requests, _answers) = (Math.Min(_requests, Most - 1), 0);
            }
        }
    }

    /// <returns>Where the first frame is that has to wait; the end if there is none.</returns>
    private SequencePosition Begin(ReadOnlySequence<byte> read)
    {
        var frames = new SequenceReader<byte>(read);
        if (!_isHttp2 && !SkipPreface(ref frames))
        {
            return read.End;
        }
        Span<byte> header = stackalloc byte[HeaderLength];
        while (frames.TryCopyTo(header))
        {
            var length = HeaderLength + ((header[0] << 16) | (header[1] << 8) | header[2]);
            var isWhole = frames.Remaining >= length;
            if (!TryBegin(type: header[3], flags: header[4], isWhole))
            {
                return frames.Position;
            }
            if (!isWhole)
            {
                break;
            }
            frames.Advance(length);
        }
        return read.End;
    }

    private bool SkipPreface(ref SequenceReader<byte> frames)
    {
        var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;
        _isHttp2 = frames.IsNext(preface, advancePast: true);
        IsNeeded = _isHttp2 || (frames.Remaining < preface.Length && frames.IsNext(preface[..(int)frames.Remaining]));
        return _isHttp2;
    }

    /// <param name="isWhole">Whether all of the frame has arrived. It comes again if not, and counts then.</param>
    private bool TryBegin(byte type, byte flags, bool isWhole)
    {
        var isAnswered = type is Settings or Ping && (flags & Acknowledgement) == 0;
        lock (_counting)
        {
            if ((type is Headers && _requests == Most) || (isAnswered && _answers == Most))
            {
                return false;
            }
            _requests += type is Headers && isWhole ? 1 : 0;
            _answers += isAnswered && isWhole ? 1 : 0;
            return true;
        }
    }
}
