namespace CiamGateway.Callers;

/// <summary>
/// Detects changes that a browser requests for a page of another site.
/// If an address is enough to call, every page that a browser opens at that address could use it.
/// </summary>
internal static class CrossSiteRequest
{
    /// <summary>Whether the request may change something. A preflight changes nothing; what a WebSocket carries is unknown.</summary>
    public static bool IsChange(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.Upgrade.Count > 0;

    /// <summary>
    /// Whether the request is a change, and the browser says that it is for a page of another site:
    /// in <c>Sec-Fetch-Site</c> (Fetch Metadata) or, if that is missing, in <c>Origin</c>.
    /// Browsers send <c>Sec-Fetch-Site</c> over https and to this machine only, and not all of them send it with a WebSocket handshake.
    /// </summary>
    public static bool Asks(HttpRequest request) =>
        IsChange(request)
        && request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "" => HasForeignOrigin(request),
            var site => site is not ("none" or "same-origin"),
        };

    /// <summary>Whether <c>Origin</c> names another host than <c>Host</c>.</summary>
    public static bool HasForeignOrigin(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOwn(origin, request.Host);

    /// <summary>The scheme is not compared: a server in front may have ended TLS.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}
