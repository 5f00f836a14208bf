using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// The headers that hold for one connection only and are never passed on (RFC 9110 §7.6.1): those known for it, and the ones that the
/// message's own <c>Connection</c> header names.
/// </summary>
internal static class ConnectionHeaders
{
    /// <summary>Headers that YARP leaves out of requests; <c>Alt-Svc</c> among them would lead callers past the gateway.</summary>
    private static readonly FrozenSet<string> Known = new[]
    {
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Transfer-Encoding",
        "Upgrade",
        "HTTP2-Settings",
        "Close",
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "Proxy-Authorization",
        "Proxy-Features",
        "Proxy-Instruction",
        "ALPN",
        "Security-Scheme",
        "Alt-Svc",
        "Upgrade-Insecure-Requests",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What a Connection header cannot take away: without them the message would have another end, another host or another protocol
    /// for those who read it next.
    /// </summary>
    private static readonly FrozenSet<string> Needed = new[]
    {
        "Host",
        "Content-Length",
        "Content-Type",
        "Content-Encoding",
        "Expect",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a WebSocket handshake, whose Connection header names Upgrade.</summary>
    private const string Handshake = "Sec-WebSocket-";

    public static bool Contain(string name) => Known.Contains(name);

    /// <param name="connection">The values of the Connection header.</param>
    /// <returns>The headers to remove besides the known ones; null for most messages.</returns>
    public static List<string>? NamedBy(StringValues connection)
    {
        List<string>? names = null;
        foreach (var value in connection)
        {
            if (value is null or "keep-alive" or "close" or "Keep-Alive" or "Close")
            {
                continue;
            }
            foreach (var range in value.AsSpan().Split(','))
            {
                var name = value.AsSpan(range).Trim(" \t");
                if (IsRemovable(name))
                {
                    (names ??= []).Add(name.ToString());
                }
            }
        }
        return names;
    }

    private static bool IsRemovable(ReadOnlySpan<char> name) =>
        !name.IsEmpty
        && !Known.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)
        && !Needed.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)
        && !name.StartsWith(Handshake, StringComparison.OrdinalIgnoreCase);
}
