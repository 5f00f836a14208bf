using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Callers.Passwords;

/// <summary>The addresses that count as one: a single IPv4 address, or a /64 of IPv6, since a host has a whole /64 to call from.</summary>
internal static class SourceSite
{
    private const int BytesOfSite = 8;
    private const int BytesOfNetwork = 6;
    private const int BytesOfNetwork4 = 3;

    /// <returns><see cref="IPAddress.None"/> for an unknown address.</returns>
    public static IPAddress Of(IPAddress? source) =>
        source is { AddressFamily: AddressFamily.InterNetworkV6 } ? Cut(source, BytesOfSite) : source ?? IPAddress.None;

    /// <returns>The /24 of IPv4 or the /48 of IPv6 that the address is in.</returns>
    public static IPAddress NetworkOf(IPAddress? source) =>
        source switch
        {
            null => IPAddress.None,
            { AddressFamily: AddressFamily.InterNetworkV6 } => Cut(source, BytesOfNetwork),
            _ => Cut(source, BytesOfNetwork4),
        };

    private static IPAddress Cut(IPAddress address, int bytes)
    {
        var cut = address.GetAddressBytes();
        cut.AsSpan(bytes).Clear();
        return new IPAddress(cut);
    }
}
