using System.Net;

namespace CiamGateway.Configuration.Checking;

/// <summary>Where plain http is no risk: on this machine.</summary>
internal static class LoopbackAddress
{
    /// <summary>Whether secrets may be sent to this address: https anywhere, http on loopback only.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || Is(address);

    public static bool Is(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
