using System.Net;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Secrecy;

namespace CiamGateway.Connections.Proxies;

/// <summary>Reads a proxy's address as the environment has it: <c>[scheme://][user[:password]@]host[:port]</c>.</summary>
internal static class ProxyAddress
{
    public const string Fix = "write \"http://proxy.example.com:3128\".";

    private const string SchemeEnd = "://";

    /// <summary>.NET knows no default port for SOCKS.</summary>
    private const int SocksPort = 1080;

    /// <summary>The schemes that .NET can use. <c>socks5h</c> is <c>socks5</c>, whose names .NET always leaves to the proxy.</summary>
    private static readonly string[] Schemes = ["http", "https", "socks5", "socks5h", "socks4", "socks4a"];

    /// <param name="fault">What is wrong with it, if it is not an address. Does not show a password.</param>
    /// <returns>The address without the credential; null if it is not an address.</returns>
    public static Uri? Parse(string value, out NetworkCredential? credential, out string? fault)
    {
        credential = null;
        var schemeEnd = value.IndexOf(SchemeEnd, StringComparison.Ordinal);
        var scheme = schemeEnd < 0 ? "http" : value[..schemeEnd].ToLowerInvariant();
        if (!Schemes.Contains(scheme))
        {
            fault = $"is not the address of a proxy: the scheme is none of {string.Join(", ", Schemes)}.";
            return null;
        }
        if (schemeEnd < 0 && value.Contains('/', StringComparison.Ordinal) && Schemes.Any(known => IsBrokenScheme(value, known)))
        {
            fault = "is not the address of a proxy: '://' is missing behind the scheme.";
            return null;
        }
        var rest = schemeEnd < 0 ? value : value[(schemeEnd + SchemeEnd.Length)..];
        var hostStart = rest.LastIndexOf('@') + 1;
        var pathStart = rest.AsSpan().IndexOfAny("/?#");
        if (pathStart >= 0 && pathStart < hostStart)
        {
            fault = "has a character in the user name or password that ends them: '/', '?' or '#'. Write it as %2F, %3F or %23.";
            return null;
        }
        var host = rest[hostStart..];
        var text = $"{(scheme is "socks5h" ? "socks5" : scheme)}{SchemeEnd}{host}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0 || address.Port == 0)
        {
            fault = "is not the address of a proxy: a host name or an address, and a port from 1 to 65535.";
            return null;
        }
        if (IsNumber(address))
        {
            fault = NumberFault(address);
            return null;
        }
        if (hostStart > 0)
        {
            var parts = rest[..(hostStart - 1)].Split(':', 2);
            credential = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
            KnownSecrets.Keep(credential, new Secret(credential.Password));
        }
        fault = null;
        return WithPort(address);
    }

    /// <summary>http//proxy, http:/proxy and http:proxy: otherwise the scheme would be taken for a host.</summary>
    private static bool IsBrokenScheme(string value, string scheme) =>
        value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && value.AsSpan(scheme.Length) is ['/', ..] or [':', '/', ..];

    public static Uri WithPort(Uri address) => address.Port > 0 ? address : new UriBuilder(address) { Port = SocksPort }.Uri;

    /// <summary>Whether the host is a number that .NET takes for an address: 3128 would be 0.0.12.56.</summary>
    public static bool IsNumber(Uri address) =>
        address.HostNameType is UriHostNameType.IPv4 && !address.OriginalString.Contains(address.Host, StringComparison.Ordinal);

    public static string NumberFault(Uri address) =>
        $"names no host: a number alone would be read as the address {address.Host}. A port goes behind the host.";
}
