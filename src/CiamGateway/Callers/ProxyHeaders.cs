using CiamGateway.Listening;

namespace CiamGateway.Callers;

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
