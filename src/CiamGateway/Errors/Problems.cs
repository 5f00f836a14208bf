namespace CiamGateway.Errors;

/// <summary>The catalogue of every error that the gateway itself makes.</summary>
internal static class Problems
{
    public static readonly Problem RequestTargetRefused = new(
        "request_target_refused",
        400,
        "The request can be read in two ways",
        "http_request_error"
    );

    public static readonly Problem RequestMalformed = new("request_malformed", 400, "The request is not HTTP", "http_request_error");
    public static readonly Problem RequestLineTooLong = new(
        "request_line_too_long",
        414,
        "The request line is over the limit",
        "http_request_error"
    );
    public static readonly Problem RequestHeadersTooLarge = new(
        "request_headers_too_large",
        431,
        "The request's headers are over the limit",
        "http_request_error"
    );
    public static readonly Problem HttpVersionUnsupported = new(
        "http_version_unsupported",
        505,
        "The HTTP version is not supported",
        "http_request_error"
    );

    public static readonly Problem CallerUnauthenticated = new(
        "caller_unauthenticated",
        401,
        "The caller did not prove who it is",
        "http_request_denied"
    );
    public static readonly Problem CallerNotAdmitted = new(
        "caller_not_admitted",
        403,
        "The route is not for this caller",
        "http_request_denied"
    );

    public static readonly Problem AccessRevoked = new(
        "access_revoked",
        403,
        "The changed configuration does not admit the call",
        "http_request_denied"
    );

    public static readonly Problem RouteNotFound = new("route_not_found", 404, "No route for this path", "http_request_error");
    public static readonly Problem MethodNotAllowed = new(
        "method_not_allowed",
        405,
        "The path has a route, the method has none",
        "http_request_error"
    );
    public static readonly Problem RequestTooLarge = new(
        "request_too_large",
        413,
        "The request body is over the limit",
        "http_request_error"
    );
    public static readonly Problem RequestTimeout = new("request_timeout", 408, "The request came too slowly", "http_request_error");
    public static readonly Problem ExpectationFailed = new(
        "expectation_failed",
        417,
        "The request expects what no server here does",
        "http_request_error"
    );
    public static readonly Problem RequestUnreadable = new(
        "request_unreadable",
        400,
        "The request body could not be read to its end",
        "http_request_error"
    );

    public static readonly Problem CallerGone = new("caller_gone", 499, "The caller gave up before the answer", "http_request_error");

    public static readonly Problem RateLimited = new(
        "rate_limited",
        429,
        "The limit of the caller or the route is reached",
        "http_request_denied"
    );
    public static readonly Problem GatewayOverloaded = new(
        "gateway_overloaded",
        503,
        "The gateway serves as many requests as it may",
        "proxy_internal_response"
    );
    public static readonly Problem AuditUnavailable = new(
        "audit_unavailable",
        503,
        "The audit log cannot be written",
        "proxy_internal_response"
    );

    public static readonly Problem TokenUnavailable = new(
        "token_unavailable",
        503,
        "No access token is available at the moment",
        "proxy_internal_error"
    );
    public static readonly Problem TokenRefused = new(
        "token_refused",
        502,
        "The authorization server refuses the access token",
        "proxy_configuration_error"
    );
    public static readonly Problem TokenTimeout = new("token_timeout", 504, "The wait for an access token ran out", "proxy_internal_error");

    public static readonly Problem UpstreamUnreachable = new(
        "upstream_unreachable",
        502,
        "The API cannot be reached",
        "destination_unavailable"
    );
    public static readonly Problem UpstreamTimeout = new(
        "upstream_timeout",
        504,
        "The API did not answer in time",
        "http_response_timeout"
    );

    public static readonly Problem OperatorsOnly = new(
        "operators_only",
        403,
        "Only operators on this machine may see this",
        "http_request_denied"
    );
    public static readonly Problem CrossSiteRequest = new(
        "cross_site_request",
        403,
        "The request comes from another site's page",
        "http_request_denied"
    );
    public static readonly Problem HostRefused = new(
        "host_refused",
        421,
        "The listener is not known by this host name",
        "http_request_denied"
    );
    public static readonly Problem TokenUnknown = new("token_unknown", 404, "No route goes out with such a token", "http_request_error");

    public static readonly Problem Internal = new("internal_error", 500, "The gateway failed", "proxy_internal_error");
}
