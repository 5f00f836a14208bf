using System.Net;
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
/// <param name="proxies">The networks of trusted proxies.</param>
/// <param name="callers">The networks from which callers call.</param>
internal sealed class ExpectedAddresses(IEnumerable<IPNetwork> proxies, IEnumerable<IPNetwork> callers)
{
    private readonly IPNetwork[] _proxies = [.. proxies];
    private readonly IPNetwork[] _callers = [.. callers.Distinct()];

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
