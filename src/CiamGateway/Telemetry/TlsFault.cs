using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Compatibility;
using CiamGateway.Secrecy;

namespace CiamGateway.Telemetry;

/// <summary>Words and fix for a TLS connection that could not be made, or that the server ended with an alert.</summary>
internal static class TlsFault
{
    private const string Certificate = "tls_certificate_error";
    private const string Protocol = "tls_protocol_error";

    /// <returns>The fault that the server's TLS alert tells of (RFC 8446 §6.2), or null if there was no alert.</returns>
    public static NetworkFault? OfAlert(Exception exception) =>
        TlsMessages.Alert(exception) switch
        {
            116 => new(
                Certificate,
                "requires a TLS client certificate (certificate_required)",
                "set CertificateFile to the client certificate that it expects."
            ),
            40 => new(
                Protocol,
                "ended the TLS handshake (handshake_failure): it requires a client certificate, "
                    + "or it supports no cipher suite or key exchange that the gateway offers",
                "check the server's log for which of the two; a server with nothing but RSA key exchange must be given a cipher "
                    + "suite with forward secrecy (ECDHE)."
            ),
            70 => new(
                Protocol,
                "supports no TLS version that the gateway offers (protocol_version)",
                "have TLS 1.2 or 1.3 enabled on the server."
            ),
            112 => new(
                Protocol,
                "does not know the host name that it was asked for (unrecognized_name)",
                "write the host name that the server is configured for into the address."
            ),
            42 or 43 or 44 or 45 or 46 or 48 or 49 => new(
                Certificate,
                "rejects the client certificate that the gateway presents",
                "check that the certificate has not expired and that the server trusts the authority that issued it."
            ),
            { } alert => new(
                Protocol,
                $"ended the TLS connection with alert {alert}",
                "look up that number in RFC 8446 §6, and check the server's log."
            ),
            null => null,
        };

    /// <param name="exception">What the TLS handshake of an HTTP client failed with.</param>
    public static NetworkFault OfHandshake(Exception? exception) =>
        exception switch
        {
            AuthenticationException rejection when TlsMessages.IsCertificateRejected(rejection) => new(
                Certificate,
                $"has a certificate that is not accepted ({ForeignText.Of(exception)})",
                FixOfCertificate(rejection)
            ),
            AuthenticationException notTls when TlsMessages.IsNotTls(notTls) => new(
                Protocol,
                "does not speak TLS at this address",
                "check scheme and port of the address: it may be http:// instead of https://."
            ),
            not null when OfAlert(exception) is { } fault => fault,
            _ => new(
                Protocol,
                "closed the connection during the TLS handshake",
                "check scheme and port of the address, and the server's log: it may support no TLS version of the gateway (1.2 and 1.3)."
            ),
        };

    private static string FixOfCertificate(AuthenticationException rejection) =>
        rejection switch
        {
            _ when TlsMessages.IsRejectedFor(rejection, nameof(SslPolicyErrors.RemoteCertificateNameMismatch)) =>
                "write the host name that the certificate is for into the address.",
            _ when TlsMessages.IsRejectedFor(rejection, nameof(X509ChainStatusFlags.NotTimeValid)) =>
                "have it renewed, and check this machine's clock.",
            _ when TlsMessages.IsRejectedFor(rejection, nameof(X509ChainStatusFlags.PartialChain)) =>
                "set TrustedCertificatesFile to the PEM file of the root authority, the one that issued itself: "
                    + "an intermediate authority alone is not enough. If the root is there, "
                    + "have the server send its intermediate certificates.",
            _ => "if a private certificate authority issued it, set TrustedCertificatesFile to that authority's PEM file.",
        };
}
