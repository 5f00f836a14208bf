using System.Globalization;
using System.Net;
using CiamGateway.Configuration.Checking;
using CiamGateway.Secrecy;

namespace CiamGateway.Connections.Proxies;

/// <summary>
/// The servers that are reached without a proxy, from <c>NO_PROXY</c>. Where curl (lib/proxy.c, before 8.16 lib/noproxy.c) and Go
/// (golang.org/x/net/http/httpproxy) differ, an entry covers what either of them says: a server that is needlessly reached directly is
/// noticed at once if no way leads there, while no one notices a token that needlessly goes through a proxy.
/// </summary>
internal sealed class NoProxyList
{
    private const string Everything = "*";

    private const string Fix =
        "write a host name, a domain such as .example.com, an address, a network such as 10.0.0.0/8, or *, with commas between them.";

    private readonly List<Entry> _entries = [];

    /// <param name="text">Entries with commas between them, or white space as older versions of curl allow.</param>
    /// <param name="reject">Receives each entry that is not understood, and what to write instead.</param>
    public NoProxyList(string text, Action<string, string> reject)
    {
        foreach (var entry in text.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(entry) is { } parsed)
            {
                _entries.Add(parsed);
            }
            else
            {
                reject(ShownAddress.Of(entry), Fix);
            }
        }
    }

    /// <returns>The first entry that covers the server, as it was written; null if none does.</returns>
    public string? EntryFor(Uri server)
    {
        if (_entries.Count == 0)
        {
            return null;
        }
        var host = server.IdnHost.TrimEnd('.');
        // Host names are not looked up: neither curl nor Go compares a network with the address of a name.
        var isAddress = server.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;
        var address = isAddress && IPAddress.TryParse(host, out var parsed) ? parsed : null;
        address = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return _entries.Find(entry => entry.Covers(host, address, server.Port))?.Text;
    }

    private static Entry? Parse(string text)
    {
        // curl: only if it is the whole list. Go: anywhere in it.
        if (text == Everything)
        {
            return new(text);
        }
        if (!text.StartsWith('[') && NetworkList.TryParse(text) is { } network)
        {
            return new(text) { Network = network };
        }
        // Ports: Go only.
        if (!TrySplit(text, out var host, out var port))
        {
            return null;
        }
        if (!host.Contains('/', StringComparison.Ordinal) && NetworkList.TryParse(host) is { } single)
        {
            return new(text) { Network = single, Port = port };
        }
        // "*.": Go only. A leading dot covers subdomains only for Go, and the domain itself, too, for curl and .NET.
        var isWildcard = host.StartsWith("*.", StringComparison.Ordinal);
        host = (
            isWildcard ? host[2..]
            : host.StartsWith('.') ? host[1..]
            : host
        ).TrimEnd('.');
        return IsName(host) && Uri.TryCreate($"http://{host}", UriKind.Absolute, out var server)
            ? new(text)
            {
                Domain = server.IdnHost,
                IsSubdomainsOnly = isWildcard,
                Port = port,
            }
            : null;
    }

    /// <summary>Splits host:port. An address of IPv6 has brackets then; it may also have them without a port.</summary>
    private static bool TrySplit(string text, out string host, out int? port)
    {
        (host, port) = (text, null);
        var end = text.LastIndexOf(':');
        if (end > text.LastIndexOf(']'))
        {
            if (!ushort.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                return false;
            }
            (host, port) = (text[..end], number);
        }
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;
        return isBracketed == host.Contains(':', StringComparison.Ordinal);
    }

    /// <summary>The last label of a name is not a number: 10.1 is the beginning of an address, which only CIDR notation can say.</summary>
    private static bool IsName(string host) =>
        Uri.CheckHostName(host) is UriHostNameType.Dns && host.AsSpan(host.LastIndexOf('.') + 1).ContainsAnyExceptInRange('0', '9');

    /// <param name="Text">The entry as it was written.</param>
    private sealed record Entry(string Text)
    {
        public IPNetwork? Network { get; init; }

        /// <summary>In ASCII (RFC 5891).</summary>
        public string? Domain { get; init; }

        public bool IsSubdomainsOnly { get; init; }

        /// <summary>Null for every port.</summary>
        public int? Port { get; init; }

        /// <param name="address">The host if it is an address; otherwise null.</param>
        public bool Covers(string host, IPAddress? address, int port) =>
            (Port is null || Port == port)
            && (
                Network is { } network
                    ? address is not null && network.Contains(address)
                    : Domain is null || (address is null && IsInDomain(host, Domain))
            );

        private bool IsInDomain(string host, string domain) =>
            host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            && (host.Length == domain.Length ? !IsSubdomainsOnly : host[^(domain.Length + 1)] == '.');
    }
}
