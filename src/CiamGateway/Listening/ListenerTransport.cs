using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CiamGateway.Listening.Strangers;
using CiamGateway.Listening.Tls;

namespace CiamGateway.Listening;

/// <summary>
/// A connection's two directions. The incoming one keeps the beginning of what was read last: Kestrel discards a request line before it
/// rejects it.
/// </summary>
internal sealed class ListenerTransport(IDuplexPipe transport) : PipeReader, IDuplexPipe
{
    /// <summary>Enough for the method and most targets.</summary>
    private const int Longest = 256;

    private readonly PipeReader _input = transport.Input;
    private readonly byte[] _lastRead = new byte[Longest];
    private readonly UnfinishedHead _head = new();
    private ReadOnlySequence<byte>? _withheld;
    private ReadOnlySequence<byte>? _paced;
    private int _length;
    private bool _isHeldBack;

    public PipeReader Input => this;

    public PipeWriter Output => transport.Output;

    /// <summary>Receives what is read while a TLS handshake goes on; null afterwards and without TLS.</summary>
    public HandshakeBytes? Handshake { get; set; }

    /// <inheritdoc cref="ListenerConnection.Stranger"/>
    public StrangerConnection? Stranger { get; set; }

    /// <summary>Whether TLS comes above it: nothing that it reads is a request.</summary>
    public bool IsEncrypted { get; set; }

    /// <inheritdoc cref="TargetScheme"/>
    public TargetScheme Scheme { get; } = new();

    public bool EndsHead { get; private set; }

    /// <summary>Whether nothing more will arrive: the caller has closed or reset the connection.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether anything was read since it was last set to false.</summary>
    public bool HasRead { get; set; }

    public ReadOnlySpan<byte> LastRead => _lastRead.AsSpan(0, _length);

    public override bool TryRead(out ReadResult result)
    {
        try
        {
            if (!_input.TryRead(out result))
            {
                return false;
            }
        }
        catch (IOException)
        {
            IsEnded = true;
            throw;
        }
        return Keep(ref result);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var reading = _input.ReadAsync(cancellationToken);
            if (!reading.IsCompletedSuccessfully)
            {
                return WaitAsync(reading, cancellationToken);
            }
            var result = reading.Result;
            return Keep(ref result) ? new(result) : WaitAsync(ReadOnAsync(cancellationToken), cancellationToken);
        }
        catch (IOException)
        {
            IsEnded = true;
            throw;
        }
    }

    /// <summary>Says whether a request's head comes next; anything else is read as it arrives.</summary>
    public void ExpectHead(bool isExpected) => _head.Expect(isExpected);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Handshake?.Consume(consumed);
        if (_withheld is { } withheld)
        {
            (consumed, examined, _withheld) = (withheld.Start, withheld.End, null);
        }
        else if (_paced is { } paced)
        {
            Stranger?.Pace.Consume(paced.Slice(0, consumed).Length);
            _paced = null;
        }
        _input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _input.CompleteAsync(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading, CancellationToken cancellationToken)
    {
        try
        {
            var result = await reading;
            while (!Keep(ref result))
            {
                result = await ReadOnAsync(cancellationToken);
            }
            return result;
        }
        catch (IOException)
        {
            IsEnded = true;
            throw;
        }
    }

    /// <summary>Reads once more after a read that came to nothing.</summary>
    private ValueTask<ReadResult> ReadOnAsync(CancellationToken cancellationToken) =>
        _isHeldBack ? HoldBackAsync(cancellationToken) : _input.ReadAsync(cancellationToken);

    private async ValueTask<ReadResult> HoldBackAsync(CancellationToken cancellationToken)
    {
        _isHeldBack = false;
        await (Stranger?.Pace.WaitForRoomAsync() ?? Task.CompletedTask);
        return await _input.ReadAsync(cancellationToken);
    }

    /// <returns>False if the reader should wait: for more, or for <see cref="Stranger"/>'s turn.</returns>
    private bool Keep(ref ReadResult result)
    {
        HasRead |= !result.Buffer.IsEmpty;
        if (!IsEncrypted && !MayRead(ref result))
        {
            return false;
        }
        Handshake?.Read(result);
        var read = result.Buffer;
        var first = read.FirstSpan;
        _length = (int)Math.Min(read.Length, Longest);
        if (_length <= first.Length)
        {
            first[.._length].CopyTo(_lastRead);
        }
        else
        {
            read.Slice(0, _length).CopyTo(_lastRead);
        }
        IsEnded = result.IsCompleted;
        EndsHead = read.IsSingleSegment && first.EndsWith("\r\n\r\n"u8);
        return true;
    }

    private bool MayRead(ref ReadResult result)
    {
        if (Stranger is { } stranger && !MayRead(stranger.Pace, ref result))
        {
            return false;
        }
        if (Scheme.IsExpected)
        {
            Scheme.Read(result.Buffer);
        }
        return true;
    }

    private bool MayRead(Http2Pace pace, ref ReadResult result)
    {
        var all = result.Buffer;
        if (_head.IsExpected)
        {
            if (!_head.MayRead(ref result))
            {
                _input.AdvanceTo(all.Start, all.End);
                return false;
            }
            _withheld = result.Buffer.IsEmpty ? all : null;
        }
        if (pace.IsNeeded && !result.Buffer.IsEmpty)
        {
            _paced = result.Buffer;
            if (!pace.MayRead(ref result))
            {
                (_paced, _isHeldBack) = (null, true);
                _input.AdvanceTo(all.Start, all.Start);
                return false;
            }
            if (pace.IsHttp2 && _head.IsExpected)
            {
                // A preface that came in parts does not end like a head.
                _head.Expect(false);
            }
        }
        return true;
    }
}
