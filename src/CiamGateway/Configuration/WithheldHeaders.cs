namespace CiamGateway.Configuration;

/// <summary>Which headers the gateway does not pass on in one direction.</summary>
internal sealed class WithheldHeaders(IEnumerable<string> withheld, HeaderOptions options)
{
    /// <summary>Of a request: what could speak for the caller, name another method, path or address than the route's, or tell of the network behind the gateway.</summary>
    public static readonly string[] OfRequests =
    [
        "Cookie", "Cookie2", "DPoP",
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Override",
        "Forwarded", "X-Forwarded", "X-Forwarded-*", "Via", "X-Original-*", "X-Rewrite-*", "X-Host", "X-HTTP-Host-Override", "X-Envoy-*",
        "X-Real-IP", "X-Client-IP", "Client-IP", "True-Client-IP", "X-Cluster-Client-IP", "X-Remote-IP", "X-Remote-Addr", "X-Originating-IP", "CF-Connecting-IP", "Fastly-Client-IP",
        "Remote-User", "X-Remote-User", "X-Remote-Group", "X-Authenticated-User", "X-MS-Client-Principal*", "X-Amzn-Oidc-*", "X-Goog-Authenticated-*",
        "Client-Cert", "Client-Cert-Chain", "X-Client-Cert", "X-ARR-ClientCert", "X-SSL-Client-*", "SSL-Client-*",
    ];

    /// <summary>Of an answer: sessions at the API, what its server is made of, orders to servers between, and what only the gateway says.</summary>
    public static readonly string[] OfResponses =
    [
        "Set-Cookie", "Set-Cookie2", "Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version",
        "Strict-Transport-Security", "Public-Key-Pins", "Alt-Svc", "X-Accel-*", "X-Sendfile", "X-Reproxy-URL", "DPoP-Nonce", "Proxy-Status",
    ];

    private readonly HeaderNames _withheld = new(withheld.Concat(options.Remove));
    private readonly HeaderNames _allowed = new(options.Allow);

    public bool Contain(string name) => _withheld.Contain(name) && !_allowed.Contain(name);
}
