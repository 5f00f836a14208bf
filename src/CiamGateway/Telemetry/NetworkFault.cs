using System.Net.Sockets;
using System.Text.RegularExpressions;
using CiamGateway.Compatibility;

namespace CiamGateway.Telemetry;

/// <summary>A request that failed on the network, in words an operator can act on.</summary>
/// <param name="Type">The error type of RFC 9209 §2.3.</param>
/// <param name="Message">Continues a sentence that starts with the server: "the API …".</param>
/// <param name="Fix">What to do about it: the rest of a sentence that begins with "Fix: ".</param>
internal sealed partial record NetworkFault(string Type, string Message, string Fix)
{
    private const string NameProxy = "configure that proxy (Proxy:Address, or HTTPS_PROXY)";

    /// <summary>
    /// Whether the fault is on the way to a connection; where a proxy leads to the server, the connection is the proxy's.
    /// </summary>
    public bool IsOfConnecting =>
        Type is "dns_error" or "dns_timeout" or "connection_refused" or "connection_timeout" or "destination_ip_unroutable";

    /// <summary>The same fault; its fix names keys with their full paths.</summary>
    /// <param name="section">The section that configures the server, such as <c>Gateway:Clusters:provisioning</c>.</param>
    /// <param name="address">The key of the address that was connected to; null if the message names it elsewhere.</param>
    public NetworkFault Below(string section, string? address = null)
    {
        var fix = Key().Replace(Fix, $"{section}:$0");
        return this with { Fix = address is null ? fix : fix.Replace("the address", address, StringComparison.Ordinal) };
    }

    public static NetworkFault Of(Exception? exception) =>
        exception switch
        {
            _ when HostLookupTimeoutException.In(exception) is { } lookup => OfLookup(lookup),
            AggregateException { InnerExceptions: [.., var last] } => Of(last),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }
            or HttpRequestException
            {
                InnerException: SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery },
            } => new(
                "dns_error",
                "has a host name that cannot be resolved",
                $"check the host name in the address, and this machine's DNS; if only a proxy knows the name, {NameProxy}."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => TlsFault.OfHandshake(
                exception.InnerException
            ),
            HttpProtocolException { ErrorCode: var code } => Http2Fault.Of(code),
            HttpRequestException { InnerException: HttpProtocolException { ErrorCode: var code } } => Http2Fault.Of(code),
            HttpRequestException refusal when HttpClientMessages.IsProxyAuthenticationRequired(refusal) => new(
                "destination_unavailable",
                "cannot be reached, since the proxy on the way requires another user name and password (407)",
                "correct Proxy:UserName and Proxy:PasswordFile, or the user name and password in HTTPS_PROXY."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new(
                "destination_unavailable",
                "cannot be reached, since the proxy on the way refuses to connect to it",
                "have the proxy's administrator allow this host and port."
            ),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => new(
                "connection_refused",
                "refuses connections",
                "check that it runs, and host and port of the address."
            ),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } } => new(
                "connection_limit_reached",
                "cannot be reached, since the gateway may open no more files and connections",
                "raise the limit of open files (ulimit -n, LimitNOFILE), or lower Gateway:Limits:MaxConcurrentConnections below it."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new(
                "destination_ip_unroutable",
                "cannot be reached over the network",
                "check the address, and the routes and firewalls between here and there."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => new(
                "connection_terminated",
                "closed the connection before its answer was complete",
                "look into its log, and into that of any load balancer in front of it; if the address begins with http://, "
                    + "check that the port does not expect https://."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new(
                "http_response_body_size",
                "sent an answer over the size limit",
                "check that the address is that of the server itself, not of a page in front of it."
            ),
            OperationCanceledException { InnerException: TimeoutException } => new(
                "connection_timeout",
                "did not accept a connection in time",
                $"have the firewalls between here and there opened; if only a proxy leads there, {NameProxy}."
            ),
            HttpRequestException { InnerException: IOException inner } when TlsFault.OfAlert(inner) is { } alert => alert,
            HttpRequestException { InnerException: IOException } => new(
                "connection_terminated",
                "broke the connection off",
                "look into its log: it may require https:// or a client certificate, or a firewall may cut connections."
            ),
            IOException and not HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => new(
                "http_response_incomplete",
                "broke its answer off",
                "look into its log, and into that of any load balancer in front of it."
            ),
            _ => new(
                "http_protocol_error",
                "failed to answer as HTTP requires",
                "check that scheme, host and port of the address are those of an HTTP server."
            ),
        };

    private static NetworkFault OfLookup(HostLookupTimeoutException lookup) =>
        new(
            "dns_timeout",
            $"cannot be reached: {lookup.Clause}",
            $"check the DNS servers of this machine (/etc/resolv.conf), for example with: time getent hosts {lookup.Host}."
        );

    [GeneratedRegex(@"(?<![:\w])(?:TrustedCertificatesFile|CertificateFile|Proxy:(?:Address|UserName|PasswordFile))\b")]
    private static partial Regex Key();
}

/// <summary>Words and fix for a call that the server ended with an HTTP/2 error code (RFC 9113 §7).</summary>
internal static class Http2Fault
{
    private static readonly string[] Names =
    [
        "NO_ERROR",
        "PROTOCOL_ERROR",
        "INTERNAL_ERROR",
        "FLOW_CONTROL_ERROR",
        "SETTINGS_TIMEOUT",
        "STREAM_CLOSED",
        "FRAME_SIZE_ERROR",
        "REFUSED_STREAM",
        "CANCEL",
        "COMPRESSION_ERROR",
        "CONNECT_ERROR",
        "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY",
        "HTTP_1_1_REQUIRED",
    ];

    public static NetworkFault Of(long code) =>
        new(
            "http_protocol_error",
            $"ended the call with the HTTP/2 error {(code >= 0 && code < Names.Length ? Names[code] : "code")} (0x{code:x})",
            code switch
            {
                0xb => "check the server's log and its limits: it limits how much one connection may ask.",
                0x7 => "check the server's log and its limit of streams of a connection: it is stopping or has too many of them.",
                0xd => "set HttpRequest:Version of the cluster to 1.1.",
                _ => "check the server's log, and that of any load balancer in front of it.",
            }
        );
}
