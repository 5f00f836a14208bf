using System.Net.Sockets;
using System.Security.Authentication;

namespace CiamGateway.Telemetry;

/// <summary>A request that failed on the network, in words an operator can act on.</summary>
/// <param name="Type">The error type of RFC 9209 §2.3.</param>
/// <param name="Words">Continues a sentence that starts with the server: "the API …".</param>
internal sealed record NetworkFault(string Type, string Words)
{
    public static NetworkFault Of(Exception? exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new("dns_error", "has a host name that cannot be resolved"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException { Message: var message } } when message.Contains("certificate", StringComparison.Ordinal) =>
            new("tls_certificate_error", $"has a certificate that is not accepted ({message})"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new("tls_protocol_error", "does not speak TLS at this address, or not a version of it that is accepted"),
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => new("connection_refused", "refuses connections"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new("destination_ip_unroutable", "cannot be reached over the network"),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => new("connection_terminated", "closed the connection before its answer was complete"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new("http_response_body_size", "sent an answer over the size limit"),
        OperationCanceledException { InnerException: TimeoutException } => new("connection_timeout", "did not accept a connection in time"),
        HttpRequestException { InnerException: IOException } => new("connection_terminated", "broke the connection off"),
        _ => new("http_protocol_error", "failed to answer as HTTP wants it"),
    };
}
