using CiamGateway.Secrecy;

namespace CiamGateway.Connections.Proxies;

/// <summary>How a server is reached: directly, or through a proxy.</summary>
/// <param name="Proxy">The proxy's address, without credentials; null if the server is reached directly.</param>
/// <param name="Cause">The key, the variable or the rule that decides it.</param>
internal readonly record struct OutboundRoute(Uri? Proxy, string Cause)
{
    public override string ToString() => Proxy is null ? $"direct ({Cause})" : $"through proxy {ShownAddress.OfServer(Proxy)} ({Cause})";
}
