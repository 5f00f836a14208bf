using System.Net;
using System.Net.Sockets;
using CiamGateway.Telemetry;

namespace CiamGateway.Limits;

/// <summary>Tells callers apart: by name, or by address where they have none.</summary>
internal readonly record struct CallerKey(string Name, IPAddress? Network)
{
    public static CallerKey Of(HttpContext context)
    {
        var name = RequestFacts.Of(context).Caller;
        return new CallerKey(name, name == RequestFacts.Anonymous ? NetworkOf(context.Connection.RemoteIpAddress) : null);
    }

    /// <summary>A host owns a whole /64 of IPv6, so all of it is one caller.</summary>
    private static IPAddress? NetworkOf(IPAddress? address) =>
        address switch
        {
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]),
            _ => address,
        };
}
