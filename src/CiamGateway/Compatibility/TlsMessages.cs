using System.Globalization;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace CiamGateway.Compatibility;

/// <summary>
/// Reads from the exceptions of <c>SslStream</c> on OpenSSL what .NET has no property for: the TLS alert that the peer sent, and a peer
/// that does not speak TLS.
/// </summary>
internal static partial class TlsMessages
{
    /// <summary>OpenSSL numbers the reason of an alert that it received as 1000 and the alert's own number.</summary>
    private const int FirstAlert = 1000;

    /// <returns>The number of the alert that the peer sent (RFC 8446 §6), or null if the exception tells of none.</returns>
    public static int? Alert(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (
                OpenSslError().Match(inner.Message) is { Success: true } error
                && (int.Parse(error.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0xFFF) - FirstAlert
                    is >= 0
                        and <= byte.MaxValue
                        and var alert
            )
            {
                return alert;
            }
        }
        return null;
    }

    /// <returns>Whether the peer answered the TLS handshake with something that is not TLS, such as plain HTTP.</returns>
    public static bool IsNotTls(Exception exception) =>
        exception.Message.Contains("Cannot determine the frame size", StringComparison.Ordinal);

    /// <returns>Whether the client rejected the server's certificate.</returns>
    public static bool IsCertificateRejected(AuthenticationException exception) =>
        exception.Message.Contains("certificate", StringComparison.Ordinal);

    /// <param name="status">
    /// A name of <see cref="System.Net.Security.SslPolicyErrors"/> or
    /// <see cref="System.Security.Cryptography.X509Certificates.X509ChainStatusFlags"/>.
    /// </param>
    /// <returns>Whether the client rejected the server's certificate for this reason.</returns>
    public static bool IsRejectedFor(AuthenticationException exception, string status) =>
        exception.Message.Contains(status, StringComparison.Ordinal);

    [GeneratedRegex("error:0A([0-9A-F]{6})")]
    private static partial Regex OpenSslError();
}
