using System.Buffers;
using System.IO.Pipelines;

namespace CiamGateway.Listening.Tls;

/// <summary>What a client sends within a TLS handshake, as far as it is needed to say why that failed.</summary>
internal sealed class HandshakeBytes
{
    /// <summary>Enough for what clients of today send in their first message, the shares of post-quantum keys included.</summary>
    private const int Longest = 4096;

    private byte[] _first = [];
    private int _length;
    private byte[] _last = [];
    private ReadOnlySequence<byte> _unread;
    private int _consumed;

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> First => _first.AsSpan(0, _length);

    /// <summary>The first of the bytes that were read last.</summary>
    public ReadOnlySpan<byte> Last => _last;

    public void Read(in ReadResult result)
    {
        _unread = result.Buffer;
        if (_unread.IsEmpty)
        {
            return;
        }
        var length = (int)Math.Min(_unread.Length, Longest - Math.Min(_consumed, Longest));
        if (_consumed + length > _length)
        {
            _length = _consumed + length;
            if (_length > _first.Length)
            {
                Array.Resize(ref _first, Math.Max(_length, Math.Min(2 * _first.Length, Longest)));
            }
            _unread.Slice(0, length).CopyTo(_first.AsSpan(_consumed));
        }
        _last = _unread.Slice(0, Math.Min(_unread.Length, Longest)).ToArray();
    }

    public void Consume(SequencePosition consumed)
    {
        _consumed += (int)_unread.Slice(0, consumed).Length;
        _unread = default;
    }
}
