using CiamGateway.Compatibility;
using CiamGateway.Errors;

namespace CiamGateway.Listening;

/// <summary>Why Kestrel rejected a request before the gateway's first middleware.</summary>
/// <param name="Reason">The label of the metric.</param>
/// <param name="Message">Continues a sentence that begins with the request.</param>
/// <param name="Fix">What to do about it, for operators.</param>
internal sealed record KestrelRejection(string Reason, Problem Problem, string Message, string Fix)
{
    private const string FixApplication = "correct what the application sends";

    private static readonly KestrelRejection Header = new(
        "header",
        Problems.RequestMalformed,
        "has a header that is not 'name: value' in visible characters, or a line that does not end with CR LF",
        FixApplication
    );

    private static readonly KestrelRejection Other = new(
        "other",
        Problems.RequestMalformed,
        "is not HTTP as RFC 9112 has it",
        FixApplication
    );

    private static readonly Dictionary<BadRequestKind, KestrelRejection> ByKind = new()
    {
        [BadRequestKind.RequestLine] = new(
            "request_line",
            Problems.RequestMalformed,
            "does not begin with a line of a method, a target and a version, each apart by one space, that ends with CR LF",
            FixApplication
        ),
        [BadRequestKind.RequestTarget] = new(
            "request_target",
            Problems.RequestMalformed,
            "has a target that is not ASCII or not a path",
            "have the application percent-encode it as UTF-8 (RFC 3986 §2.1)"
        ),
        [BadRequestKind.TlsHandshake] = new(
            "tls",
            Problems.RequestMalformed,
            "is a TLS handshake, and this listener speaks http",
            "have the application call http://, or the https listener"
        ),
        [BadRequestKind.MissingHost] = new("host", Problems.RequestMalformed, "has no Host header", FixApplication),
        [BadRequestKind.MultipleHosts] = new("host", Problems.RequestMalformed, "has several Host headers", FixApplication),
        [BadRequestKind.InvalidHost] = new(
            "host",
            Problems.RequestMalformed,
            "has a Host header that is no host name, or another than its target",
            FixApplication
        ),
        [BadRequestKind.ContentLength] = new(
            "framing",
            Problems.RequestMalformed,
            "has a Content-Length that is no number",
            FixApplication
        ),
        [BadRequestKind.MultipleContentLengths] = new(
            "framing",
            Problems.RequestMalformed,
            "has several Content-Length headers",
            FixApplication
        ),
        [BadRequestKind.TransferEncoding] = new(
            "framing",
            Problems.RequestMalformed,
            "has a Transfer-Encoding other than chunked",
            FixApplication
        ),
        [BadRequestKind.PostWithoutLength] = new(
            "framing",
            Problems.RequestMalformed,
            "is POST over HTTP/1.0 without a Content-Length",
            FixApplication
        ),
        [BadRequestKind.PutWithoutLength] = new(
            "framing",
            Problems.RequestMalformed,
            "is PUT over HTTP/1.0 without a Content-Length",
            FixApplication
        ),
        [BadRequestKind.Header] = Header,
    };

    private static readonly KestrelRejection LineTooLong = new(
        "request_line_too_long",
        Problems.RequestLineTooLong,
        "has a request line over the limit",
        "send less in the query, or raise Gateway:Limits:MaxRequestLineSize"
    );

    private static readonly KestrelRejection HeadersTooLarge = new(
        "headers_too_large",
        Problems.RequestHeadersTooLarge,
        "has too many or too large headers",
        "send less, or raise Gateway:Limits:MaxRequestHeadersTotalSize or MaxRequestHeaderCount"
    );

    private static readonly KestrelRejection HeadersTooSlow = new(
        "headers_timeout",
        Problems.RequestTimeout,
        "did not arrive whole in time",
        "look at the network, or raise Gateway:Limits:RequestHeadersTimeout"
    );

    private static readonly KestrelRejection Version = new(
        "http_version",
        Problems.HttpVersionUnsupported,
        "is of an HTTP version that this listener does not speak",
        "use HTTP/1.1, or HTTP/2 over TLS"
    );

    private static readonly KestrelRejection Method = new(
        "method",
        Problems.MethodNotAllowed,
        "has a target that goes with another method only (CONNECT or OPTIONS)",
        "call a path: an application that takes the gateway for a proxy must use http:// addresses, so that the gateway can add the token"
    );

    public static KestrelRejection Of(BadHttpRequestException exception) =>
        exception.StatusCode switch
        {
            StatusCodes.Status405MethodNotAllowed => Method,
            StatusCodes.Status408RequestTimeout => HeadersTooSlow,
            StatusCodes.Status414UriTooLong => LineTooLong,
            StatusCodes.Status431RequestHeaderFieldsTooLarge => HeadersTooLarge,
            StatusCodes.Status505HttpVersionNotsupported => Version,
            _ => ByKind.GetValueOrDefault(KestrelMessages.KindOf(exception), Other),
        };

    /// <summary>Whether the client could read an answer in HTTP/1.1.</summary>
    public bool IsAnswered => Reason is not "tls";
}
