using System.Net;
using CiamGateway.Configuration;
using CiamGateway.Telemetry;

namespace CiamGateway.Listening.Strangers;

/// <summary>Whose connections an address may have, as the configuration says.</summary>
internal enum ConnectionOrigin
{
    /// <summary>Nothing is known about the address.</summary>
    Stranger,

    /// <summary>A caller has proved from there lately who it is. Its address has the limit of any other.</summary>
    ProvenAddress,

    /// <summary>It is in a network from which a caller calls. Strangers do not take the caller's place there.</summary>
    CallerNetwork,

    /// <summary>It is a trusted proxy's, behind which many callers share it.</summary>
    TrustedProxy,
}

/// <summary>The addresses to which the limits of strangers do not apply.</summary>
internal sealed class ExpectedAddresses(AccessSettings access)
{
    private readonly IPNetwork[] _proxies = [.. access.TrustedProxies];
    private readonly IPNetwork[] _callers = [.. access.Callers.Values.SelectMany(caller => caller.Networks).Distinct()];

    public ConnectionOrigin OriginOf(IPAddress? address)
    {
        if (PlainAddress.Of(address) is not { } plain)
        {
            return ConnectionOrigin.Stranger;
        }
        return Array.Exists(_proxies, proxy => proxy.Contains(plain)) ? ConnectionOrigin.TrustedProxy
            : Array.Exists(_callers, network => network.Contains(plain)) ? ConnectionOrigin.CallerNetwork
            : ConnectionOrigin.Stranger;
    }
}
