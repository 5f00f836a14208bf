using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
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
    private int _length;

    public PipeReader Input => this;

    public PipeWriter Output => transport.Output;

    /// <summary>Receives what is read while a TLS handshake goes on; null afterwards and without TLS.</summary>
    public HandshakeBytes? Handshake { get; set; }

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
        Keep(result);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var reading = _input.ReadAsync(cancellationToken);
            return reading.IsCompletedSuccessfully ? new(Keep(reading.Result)) : WaitAsync(reading);
        }
        catch (IOException)
        {
            IsEnded = true;
            throw;
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Handshake?.Consume(consumed);
        _input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _input.CompleteAsync(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading)
    {
        try
        {
            return Keep(await reading);
        }
        catch (IOException)
        {
            IsEnded = true;
            throw;
        }
    }

    private ReadResult Keep(ReadResult result)
    {
        Handshake?.Read(result);
        var read = result.Buffer;
        var first = read.FirstSpan;
        HasRead |= !first.IsEmpty;
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
        return result;
    }
}
