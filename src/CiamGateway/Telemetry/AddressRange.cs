using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Telemetry;

/// <summary>A range of addresses that share a limit. A host owns a whole /64 of IPv6, so all of it is one source.</summary>
/// <param name="Prefix">The leading bits; the others are 0.</param>
/// <param name="Length">How many bits lead; 0 if the address is unknown.</param>
internal readonly record struct AddressRange(ulong Prefix, int Length)
{
    private const int LengthOfNetwork4 = 24;
    private const int LengthOfNetwork6 = 48;

    /// <summary>The address itself, or the /64 of an IPv6 address.</summary>
    public static AddressRange OfAddress(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return PlainAddress.Of(address) is { } plain && plain.TryWriteBytes(bytes, out _)
            ? plain.AddressFamily is AddressFamily.InterNetwork
                ? new AddressRange((ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 32, 32)
                : new AddressRange(BinaryPrimitives.ReadUInt64BigEndian(bytes), 64)
            : default;
    }

    /// <summary>The network that one site usually has: a /24 of IPv4, a /48 of IPv6.</summary>
    public AddressRange Network =>
        Length switch
        {
            32 => Shortened(LengthOfNetwork4),
            64 => Shortened(LengthOfNetwork6),
            _ => this,
        };

    private AddressRange Shortened(int length) => new(Prefix & (ulong.MaxValue << (64 - length)), length);
}
