using CiamGateway.Listening;

namespace CiamGateway.Forwarding.Headers;

/// <summary>Which headers the gateway does not pass on in one direction.</summary>
internal sealed class WithheldHeaders
{
    /// <summary>
    /// Of a request: what could speak for the caller, name another method, path or address than the route's, or tell of the network
    /// behind the gateway.
    /// </summary>
    public static readonly HeaderFamily[] FamiliesOfRequests = [.. IdentityHeaders.Families, .. RoutingHeaders.Families];

    /// <inheritdoc cref="FamiliesOfRequests"/>
    public static readonly string[] OfRequests = [.. FamiliesOfRequests.SelectMany(family => family.Names)];

    /// <summary>Headers of requests that pass although a family's open end includes them: they trace calls.</summary>
    public static readonly string[] Ordinary =
    [
        "X-User-Agent",
        "HTTP-Referer",
        "X-Amzn-Trace-Id",
        "X-Amzn-RequestId",
        "X-Amzn-Request-Id",
        "CF-Ray",
        "X-Azure-Ref",
        "X-Kong-Request-Id",
        "X-Gravitee-Transaction-Id",
    ];

    /// <summary>
    /// Headers of requests that HTTP or the gateway itself reads. In any other spelling, such as <c>Content_Length</c>, some servers take
    /// them for the same header, so they never pass.
    /// </summary>
    public static readonly string[] LookAlikes =
    [
        "X-Api-Key",
        "Transfer-Encoding",
        "Content-Length",
        "Content-Type",
        "Content-Encoding",
        "Content-Range",
        "Keep-Alive",
        "Max-Forwards",
        "If-Match",
        "If-None-Match",
        "If-Modified-Since",
        "If-Unmodified-Since",
        "If-Range",
    ];

    /// <summary>
    /// Of an answer: session cookies, the API's software, instructions to proxies, and headers that only the gateway may send.
    /// </summary>
    public static readonly string[] OfResponses =
    [
        "Set-Cookie",
        "Set-Cookie2",
        "Server",
        "X-Powered-By",
        "X-AspNet-Version",
        "X-AspNetMvc-Version",
        "Strict-Transport-Security",
        "Public-Key-Pins",
        "Alt-Svc",
        "X-Accel-*",
        "X-Sendfile",
        "X-Reproxy-URL",
        "DPoP-Nonce",
        "Proxy-Status",
    ];

    private readonly HeaderNames _withheld;
    private readonly HeaderNames _allowed;
    private readonly HeaderNames _lookAlikes;

    private WithheldHeaders(string[] withheld, string[] ordinary, string[] lookAlikes, HeaderOptions options)
    {
        var removed = new HeaderNames(options.Remove);
        _lookAlikes = new HeaderNames([], lookAlikes);
        _withheld = new HeaderNames(withheld.Concat(options.Remove), lookAlikes);
        _allowed = new HeaderNames(options.Allow.Concat(ordinary.Where(name => !removed.Contain(name))));
    }

    public static WithheldHeaders OfRequest(HeaderOptions options) => new(OfRequests, Ordinary, LookAlikes, options);

    public static WithheldHeaders OfResponse(HeaderOptions options) => new(OfResponses, [], [], options);

    public bool Contain(string name) => _withheld.Contain(name) && (!_allowed.Contain(name) || _lookAlikes.Contain(name));
}

/// <summary>Request headers with which one kind of product tells a server something that a caller must not claim.</summary>
/// <param name="Product">The products that send or trust the headers.</param>
/// <param name="Purpose">What the headers tell.</param>
/// <param name="Text">The names, separated by white space; a <c>*</c> leaves the end open.</param>
internal sealed record HeaderFamily(string Product, string Purpose, string Text)
{
    public string[] Names { get; } = Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
