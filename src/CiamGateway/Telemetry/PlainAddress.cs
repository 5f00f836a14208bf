using System.Net;

namespace CiamGateway.Telemetry;

/// <summary>An address as people write it: a dual-stack listener shows IPv4 addresses in IPv6 form.</summary>
internal static class PlainAddress
{
    public static IPAddress? Of(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
