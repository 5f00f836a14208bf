using System.Net;
using CiamGateway.Listening;
using CiamGateway.Telemetry;

namespace CiamGateway.Callers;

/// <summary>Where a request comes from: its connection's other end, or whom a trusted proxy there says it speaks for.</summary>
internal sealed class SourceAddress
{
    private static readonly SourceAddress Unknown = new(isKnown: false);
    private static readonly SourceAddress ByProxy = new(isKnown: true);

    private readonly bool _isKnown;

    private SourceAddress(bool isKnown) => _isKnown = isKnown;

    /// <summary>The address; null if it is unknown, which no network contains.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Features.Get<SourceAddress>() is { _isKnown: false } ? null : PlainAddress.Of(context.Connection.RemoteIpAddress);

    /// <summary>
    /// Whether the request comes from this machine itself. What a proxy passes on never counts, trusted or not: the proxy is local, its
    /// callers are not.
    /// </summary>
    public static bool IsLocal(HttpContext context) =>
        context.Features.Get<SourceAddress>() is null
        && context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !ProxyHeaders.AreIn(context.Request.Headers);

    /// <summary>Whether the request came through a trusted proxy.</summary>
    public static bool IsByProxy(HttpContext context) => context.Features.Get<SourceAddress>() is not null;

    /// <summary>Notes that the request came through a trusted proxy.</summary>
    /// <param name="isKnown">Whether the proxy named the address.</param>
    public static void CameByProxy(HttpContext context, bool isKnown) => context.Features.Set(isKnown ? ByProxy : Unknown);
}

/// <summary>What proxies, balancers and content networks add to the requests that they pass on.</summary>
internal static class ProxyHeaders
{
    private static readonly HeaderNames Names = new([
        "Forwarded",
        "Forwarded-*",
        "X-Forwarded",
        "X-Forwarded-*",
        "X-ForwardedFor",
        "X-Forward-*",
        "X-Forwarder-*",
        "Via",
        "X-Via",
        "X-Real-*",
        "X-Original-For*",
        "X-Original-Proto",
        "X-Original-Host",
        "X-Originating-*",
        "X-ProxyUser-*",
        "Proxy-Client-IP",
        "WL-Proxy-*",
        "X-Remote-IP*",
        "X-Remote-Addr*",
        "Remote-Addr",
        "Client-IP",
        "ClientIP",
        "X-Client-IP*",
        "X-ClientIP",
        "X-Client-Addr*",
        "X-Client-Port",
        "True-Client-IP",
        "X-True-*",
        "X-Cluster-Client-IP",
        "Cluster-Client-IP",
        "X-Source-IP",
        "X-IP",
        "X-Coming-From",
        "Coming-From",
        "X-BlueCoat-*",
        "CDN-*",
        "CF-Connecting-*",
        "CF-Ray",
        "CF-Visitor",
        "Fastly-*",
        "Akamai-*",
        "X-Akamai-*",
        "Incap-*",
        "X-Sucuri-*",
        "X-Azure-*",
        "X-FD-*",
        "X-ARR-*",
        "Ali-CDN-*",
        "Fly-*",
        "X-NF-*",
        "X-Vercel-*",
        "DO-Connecting-*",
        "X-Appengine-*",
        "X-Amz-Cf-*",
        "CloudFront-*",
        "X-Envoy-*",
        "Z-Forwarded-For",
    ]);

    /// <summary>Whether a header says that the request came through a proxy.</summary>
    public static bool AreIn(IHeaderDictionary headers)
    {
        // These are fields of Kestrel's; most requests have no others, and need not be looked through.
        var usual =
            Present(headers.Host)
            + Present(headers.UserAgent)
            + Present(headers.Accept)
            + Present(headers.AcceptEncoding)
            + Present(headers.Connection)
            + Present(headers.ContentType)
            + (headers.ContentLength is null ? 0 : 1);
        return headers.Count > usual && headers.Any(header => Names.Contain(header.Key));
    }

    private static int Present(Microsoft.Extensions.Primitives.StringValues value) => value.Count > 0 ? 1 : 0;
}
