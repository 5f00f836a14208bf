namespace CiamGateway.Compatibility;

/// <summary>What is wrong with a request that Kestrel answers with 400, as far as its message tells.</summary>
internal enum BadRequestKind
{
    Unknown,
    RequestLine,
    RequestTarget,
    TlsHandshake,
    MissingHost,
    MultipleHosts,
    InvalidHost,
    ContentLength,
    MultipleContentLengths,
    TransferEncoding,
    PostWithoutLength,
    PutWithoutLength,
    Header,
}

/// <summary>
/// Reads from the exceptions of Kestrel what it has no property for: it keeps the reason of a <see cref="BadHttpRequestException"/>
/// private, and only the beginning of the message tells.
/// </summary>
internal static class KestrelMessages
{
    /// <summary>The event of Kestrel's <see cref="System.Diagnostics.DiagnosticSource"/> for a request that it rejects.</summary>
    public const string BadRequestEvent = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private static readonly (string Beginning, BadRequestKind Kind)[] Beginnings =
    [
        ("Invalid request line", BadRequestKind.RequestLine),
        ("Invalid request target", BadRequestKind.RequestTarget),
        ("Detected a TLS handshake", BadRequestKind.TlsHandshake),
        ("Request is missing Host", BadRequestKind.MissingHost),
        ("Multiple Host", BadRequestKind.MultipleHosts),
        ("Invalid Host", BadRequestKind.InvalidHost),
        ("Invalid content length", BadRequestKind.ContentLength),
        ("Multiple Content-Length", BadRequestKind.MultipleContentLengths),
        ("The message body length cannot be determined", BadRequestKind.TransferEncoding),
        ("POST request contains no", BadRequestKind.PostWithoutLength),
        ("PUT request contains no", BadRequestKind.PutWithoutLength),
        ("Invalid request header", BadRequestKind.Header),
        ("Malformed request: invalid headers", BadRequestKind.Header),
        ("Invalid characters in header name", BadRequestKind.Header),
    ];

    public static BadRequestKind KindOf(BadHttpRequestException exception) =>
        Array.Find(Beginnings, entry => exception.Message.StartsWith(entry.Beginning, StringComparison.Ordinal)).Kind;
}
