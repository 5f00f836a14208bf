using System.Buffers;
using System.Buffers.Binary;

namespace CiamGateway.Listening.Strangers;

/// <summary>Follows the frames of a connection over HTTP/2 by their bytes, in whatever parts these arrive.</summary>
internal sealed class Http2Frames
{
    private const int HeaderLength = 9;

    private readonly byte[] _header = new byte[HeaderLength];
    private int _matched;
    private int _filled;
    private long _payload;

    /// <summary>Whether the connection's preface has arrived (RFC 9113 §3.4).</summary>
    public bool IsHttp2 => _matched == Preface.Length;

    /// <summary>Whether the connection began with something else.</summary>
    public bool IsOther { get; private set; }

    /// <summary>The type of the frame whose header was read last (RFC 9113 §4.1).</summary>
    public byte Type => _header[3];

    /// <summary>The flags of that frame.</summary>
    public byte Flags => _header[4];

    /// <summary>The stream of that frame; 0 for the connection.</summary>
    public uint Stream => BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(5)) & int.MaxValue;

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Reads up to the last byte of the next frame's header, which <see cref="Begin"/> reads.</summary>
    /// <returns>False if no whole header has arrived, or no frames will.</returns>
    public bool ReadHeader(ref SequenceReader<byte> read)
    {
        while (!IsOther && read.TryPeek(out var next))
        {
            if (_payload > 0)
            {
                var length = Math.Min(_payload, read.Remaining);
                _payload -= length;
                read.Advance(length);
                continue;
            }
            if (!IsHttp2)
            {
                IsOther = next != Preface[_matched];
                _matched += IsOther ? 0 : 1;
            }
            else
            {
                _header[_filled] = next;
                if (_filled == HeaderLength - 1)
                {
                    return true;
                }
                _filled++;
            }
            read.Advance(1);
        }
        return false;
    }

    /// <summary>Reads the last byte of the header. What follows is the frame's payload.</summary>
    public void Begin(ref SequenceReader<byte> read)
    {
        read.Advance(1);
        (_filled, _payload) = (0, BinaryPrimitives.ReadUInt32BigEndian(_header) >> 8);
    }
}
