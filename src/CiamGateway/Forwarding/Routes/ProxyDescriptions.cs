using System.Collections.Frozen;

namespace CiamGateway.Forwarding.Routes;

/// <summary>What YARP's keys mean, in a sentence each, for the JSON Schema.</summary>
internal static class ProxyDescriptions
{
    private static readonly FrozenDictionary<string, string> Sentences = new Dictionary<string, string>
    {
        ["ProxySection.Routes"] = "What callers may call, by a name of your choice: an allow-list.",
        ["ProxySection.Clusters"] = "Where calls are forwarded to, by the name that routes use.",

        ["RouteConfig.Match"] = "Which requests the route takes. Every condition here must be met.",
        ["RouteConfig.Order"] = "Decides between routes that match the same request: the smaller number comes first.",
        ["RouteConfig.ClusterId"] = "The cluster that requests are forwarded to.",
        ["RouteConfig.AuthorizationPolicy"] = "The access policy that says who may call.",
        ["RouteConfig.RateLimiterPolicy"] = "The rate limiter policy of the route.",
        ["RouteConfig.OutputCachePolicy"] = "The output cache policy of the route.",
        ["RouteConfig.TimeoutPolicy"] = "A named time limit for requests; instead of Timeout.",
        ["RouteConfig.Timeout"] = "The time limit for requests; instead of TimeoutPolicy.",
        ["RouteConfig.CorsPolicy"] = "The CORS policy of the route.",
        ["RouteConfig.MaxRequestBodySize"] = "The largest request body, in bytes; -1 for no limit.",
        ["RouteConfig.Metadata"] = "Names and values for extensions.",
        ["RouteConfig.Transforms"] = "What is changed on the way, in this order; one of them decides the access token.",

        ["RouteMatch.Methods"] = "HTTP methods; any where none is listed.",
        ["RouteMatch.Hosts"] = "Host names of requests, with or without port; * matches any subdomain.",
        ["RouteMatch.Path"] = "An ASP.NET Core route pattern such as /Domains/{domainId} or /files/{**rest}.",
        ["RouteMatch.QueryParameters"] = "Conditions on query parameters.",
        ["RouteMatch.Headers"] = "Conditions on request headers.",
        ["RouteHeader.Name"] = "The header's name.",
        ["RouteHeader.Values"] = "The values to compare with; one of them is enough.",
        ["RouteHeader.Mode"] = "How values are compared. Default ExactHeader.",
        ["RouteHeader.IsCaseSensitive"] = "Whether upper and lower case differ in values. Default false.",
        ["RouteQueryParameter.Name"] = "The parameter's name.",
        ["RouteQueryParameter.Values"] = "The values to compare with; one of them is enough.",
        ["RouteQueryParameter.Mode"] = "How values are compared. Default Exact.",
        ["RouteQueryParameter.IsCaseSensitive"] = "Whether upper and lower case differ in values. Default false.",

        ["ClusterConfig.LoadBalancingPolicy"] =
            "How a destination is chosen: PowerOfTwoChoices (default), FirstAlphabetical, Random, RoundRobin or LeastRequests.",
        ["ClusterConfig.SessionAffinity"] = "Keeps a caller on one destination.",
        ["ClusterConfig.HealthCheck"] = "Takes destinations out that do not answer well.",
        ["ClusterConfig.HttpClient"] = "How connections to destinations are made.",
        ["ClusterConfig.HttpRequest"] = "How requests to destinations are sent.",
        ["ClusterConfig.Destinations"] = "The servers of the API, by a name of your choice.",
        ["ClusterConfig.Metadata"] = "Names and values for extensions.",
        ["DestinationConfig.Address"] = "The server's address, with the path that comes before the path of each request.",
        ["DestinationConfig.Health"] = "The address for active health checks, where it is another.",
        ["DestinationConfig.Metadata"] = "Names and values for extensions.",
        ["DestinationConfig.Host"] = "The Host header for this destination, where it is not that of the address.",

        ["HealthCheckConfig.Passive"] = "Judges destinations by the calls that are forwarded to them.",
        ["HealthCheckConfig.Active"] = "Judges destinations by calls of the gateway's own.",
        ["HealthCheckConfig.AvailableDestinationsPolicy"] =
            "What to do when no destination is healthy: HealthyAndUnknown (default) or HealthyOrPanic.",
        ["ActiveHealthCheckConfig.Enabled"] = "Whether to make such calls. Default false.",
        ["ActiveHealthCheckConfig.Interval"] = "Time between calls. Default 15 s.",
        ["ActiveHealthCheckConfig.Timeout"] = "Time limit of a call. Default 10 s.",
        ["ActiveHealthCheckConfig.Policy"] = "When a destination counts as unhealthy, such as ConsecutiveFailures.",
        ["ActiveHealthCheckConfig.Path"] = "The path to call.",
        ["ActiveHealthCheckConfig.Query"] = "The query to call it with.",
        ["PassiveHealthCheckConfig.Enabled"] = "Whether to judge by forwarded calls. Default false.",
        ["PassiveHealthCheckConfig.Policy"] = "When a destination counts as unhealthy, such as TransportFailureRate.",
        ["PassiveHealthCheckConfig.ReactivationPeriod"] = "Time until an unhealthy destination is tried again. Default 1 min.",

        ["SessionAffinityConfig.Enabled"] = "Whether callers are kept on one destination. Default false.",
        ["SessionAffinityConfig.Policy"] = "Where the destination is remembered: HashCookie (default), ArrCookie, Cookie or CustomHeader.",
        ["SessionAffinityConfig.FailurePolicy"] = "What to do when the destination is gone: Redistribute (default) or Return503Error.",
        ["SessionAffinityConfig.AffinityKeyName"] = "The name of the cookie or header; each cluster needs its own.",
        ["SessionAffinityConfig.Cookie"] = "The cookie's attributes.",
        ["SessionAffinityCookieConfig.Path"] = "The cookie's path. Default /.",
        ["SessionAffinityCookieConfig.Domain"] = "The cookie's domain.",
        ["SessionAffinityCookieConfig.HttpOnly"] = "Whether scripts are kept from the cookie. Default true.",
        ["SessionAffinityCookieConfig.SecurePolicy"] = "Whether the cookie is for HTTPS only.",
        ["SessionAffinityCookieConfig.SameSite"] = "Whether the cookie is sent from other sites.",
        ["SessionAffinityCookieConfig.Expiration"] = "Time until the cookie expires.",
        ["SessionAffinityCookieConfig.MaxAge"] = "The cookie's maximum age.",
        ["SessionAffinityCookieConfig.IsEssential"] = "Whether the cookie is set without consent. Default false.",

        ["HttpClientConfig.SslProtocols"] = "The TLS versions to offer. Default: the system's.",
        ["HttpClientConfig.DangerousAcceptAnyServerCertificate"] =
            "Whether to trust any certificate, which lets anybody read the access tokens. Default false.",
        ["HttpClientConfig.MaxConnectionsPerServer"] = "The most connections to a server. Default: no limit.",
        ["HttpClientConfig.WebProxy"] = "The HTTP proxy on the way to destinations.",
        ["HttpClientConfig.EnableMultipleHttp2Connections"] =
            "Whether to open another HTTP/2 connection when one has no free stream. Default true.",
        ["HttpClientConfig.RequestHeaderEncoding"] = "The encoding of request headers, such as utf-8. Default ASCII.",
        ["HttpClientConfig.ResponseHeaderEncoding"] = "The encoding of response headers, such as utf-8. Default ASCII.",
        ["WebProxyConfig.Address"] = "The proxy's address.",
        ["WebProxyConfig.BypassOnLocal"] = "Whether local addresses are reached directly. Default false.",
        ["WebProxyConfig.UseDefaultCredentials"] = "Whether to authenticate at the proxy as the gateway's user. Default false.",
        ["ForwarderRequestConfig.ActivityTimeout"] =
            "Time without a byte in either direction after which a call is given up. Default 100 s.",
        ["ForwarderRequestConfig.Version"] = "The HTTP version to ask for. Default 2.",
        ["ForwarderRequestConfig.VersionPolicy"] = "Whether a lower or higher version will do. Default RequestVersionOrLower.",
        ["ForwarderRequestConfig.AllowResponseBuffering"] = "Whether answers may be collected before they are passed on. Default false.",
    }.ToFrozenDictionary();

    public static string? Of(string key) => Sentences.GetValueOrDefault(key);
}
