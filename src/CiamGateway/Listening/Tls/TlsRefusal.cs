using System.Globalization;

namespace CiamGateway.Listening.Tls;

/// <summary>
/// Why a TLS handshake failed. It is read from what the client sent, since Kestrel does not pass its exception on, and OpenSSL's own text
/// does not say which client offered what.
/// </summary>
/// <param name="Reason">A word for it.</param>
/// <param name="Message">Continues a sentence that begins with the client.</param>
/// <param name="IsOfClient">Whether the client ended the handshake without a complaint, as health checks do.</param>
internal sealed record TlsRefusal(string Reason, string Message, string Fix, bool IsOfClient = false)
{
    /// <summary>The reason of a client that does not accept the gateway's certificate.</summary>
    public const string OfCertificate = "tls_certificate";

    /// <summary>Of a host in DNS (RFC 1035 §2.3.4).</summary>
    private const int LongestName = 255;

    private const string Update = "let the client use TLS 1.2 or later with current cipher suites: update its runtime or operating system";

    /// <param name="read">What the client has sent.</param>
    /// <param name="isEnded">Whether the client has closed or reset the connection.</param>
    public static TlsRefusal Of(HandshakeBytes read, ClientHello? hello, bool isEnded, TlsListener listener) =>
        hello is null
            ? OfBytes(read.First)
            : OfOffer(hello, listener)
                ?? OfAlert(read.Last)
                ?? (
                    isEnded
                        ? new(
                            "tls_closed",
                            "closed the connection within the handshake",
                            "nothing if it is a health check or a scanner; otherwise look into its log",
                            IsOfClient: true
                        )
                    : listener.RequiresCertificate
                        ? new(
                            "tls_client_certificate",
                            "presented no client certificate that the listener accepts",
                            $"have it present one, or set {listener.Section}:ClientCertificateMode to AllowCertificate"
                        )
                    : new(
                        "tls_failed",
                        "did not complete the handshake",
                        "look into its log, and set Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel.Https to Debug to see "
                            + "OpenSSL's own words"
                    )
                );

    private static TlsRefusal OfBytes(ReadOnlySpan<byte> bytes) =>
        IsHttp(bytes)
            ? new(
                "tls_plain_http",
                "speaks http without TLS, and the listener is for https",
                "let its address begin with https://, or use an http listener"
            )
            : new(
                "tls_malformed",
                "sent bytes that are no TLS handshake",
                "check that the client is meant for this port, and that it speaks TLS"
            );

    private static bool IsHttp(ReadOnlySpan<byte> bytes)
    {
        var method = bytes.IndexOf((byte)' ');
        return method > 0 && !bytes[..method].ContainsAnyExceptInRange((byte)'A', (byte)'Z');
    }

    private static TlsRefusal? OfOffer(ClientHello hello, TlsListener listener)
    {
        if (hello.Version < listener.Version)
        {
            var fix = hello.Version < TlsListener.Tls12 ? Update : $"{Update}, or add Tls12 to {listener.Section}:SslProtocols";
            return new("tls_version", $"offers {NameOf(hello.Version)} at most, and the listener has only later versions", fix);
        }
        if (!listener.Knows(hello.ServerName))
        {
            return hello.ServerName is { } host
                ? new(
                    "tls_host_name",
                    $"asks for the host '{Printable(host)}', which has no settings",
                    $"add it or \"*\" to {listener.Section}:Sni"
                )
                : new(
                    "tls_no_host_name",
                    "names no host (SNI), and the listener has certificates for single hosts only",
                    $"add \"*\" to {listener.Section}:Sni"
                );
        }
        return OfCipherSuites(hello, listener);
    }

    private static TlsRefusal? OfCipherSuites(ClientHello hello, TlsListener listener)
    {
        var accepted = Accepted(hello, listener, listener.AllowsLegacyCipherSuites);
        if (accepted.Count == 0)
        {
            var needsLegacy = Accepted(hello, listener, allowsLegacy: true).Count > 0;
            var key = listener.IsEcdsa is not true ? "" : ", whose certificate has a key for ECDSA";
            return new(
                "tls_cipher_suites",
                $"offers no cipher suite that the listener accepts{key}",
                needsLegacy ? $"{Update}; if that is impossible, set {listener.Section}:AllowLegacyCipherSuites to true" : Update
            );
        }
        if (accepted.Exists(CipherSuites.IsRsaKeyExchange))
        {
            return null;
        }
        // A client of TLS 1.2 that does not say means SHA-1 (RFC 5246 §7.4.1.4.1).
        if (hello.SignatureAlgorithms is not { } algorithms || !algorithms.Exists(algorithm => algorithm >> 8 is not (1 or 2)))
        {
            return new("tls_signature_algorithms", "offers no signature algorithm but those with SHA-1 or MD5", Update);
        }
        return hello.Groups is { } groups && !groups.Exists(IsCurrent)
            ? new("tls_groups", "offers none of the elliptic curves X25519, P-256, P-384 and P-521", Update)
            : null;
    }

    /// <summary>The offered suites that the listener accepts; of TLS 1.3 or of earlier versions, as the client's version is.</summary>
    private static List<int> Accepted(ClientHello hello, TlsListener listener, bool allowsLegacy)
    {
        var accepted = new List<int>();
        foreach (var suite in hello.CipherSuites)
        {
            var isPossible = CipherSuites.IsOfTls13(suite) ? hello.Version >= TlsListener.Tls13 : listener.Version <= TlsListener.Tls12;
            if (isPossible && CipherSuites.IsAccepted(suite, listener.IsEcdsa, allowsLegacy))
            {
                accepted.Add(suite);
            }
        }
        return accepted;
    }

    /// <summary>X25519, X448, the curves of NIST, and whatever is newer.</summary>
    private static bool IsCurrent(int group) => group is 23 or 24 or 25 or >= 29;

    private static TlsRefusal? OfAlert(ReadOnlySpan<byte> bytes)
    {
        const int alert = 21;
        const int applicationData = 23;
        const int lengthOfEncryptedAlert = 19;
        for (var rest = bytes; rest.Length >= 7; )
        {
            var length = (rest[3] << 8) | rest[4];
            if (rest[0] == alert && length == 2)
            {
                return OfCode(rest[6]);
            }
            if (rest[0] == applicationData && length == lengthOfEncryptedAlert)
            {
                return Distrust("an encrypted alert, most likely since it does");
            }
            rest = rest[Math.Min(rest.Length, 5 + length)..];
        }
        return null;
    }

    /// <param name="code">RFC 8446 §6.2.</param>
    private static TlsRefusal? OfCode(int code) =>
        code switch
        {
            42 or 43 or 44 or 45 or 46 or 48 => Distrust(string.Create(CultureInfo.InvariantCulture, $"the TLS alert {code}: it does")),
            0 => null,
            _ => new("tls_alert", $"ended the handshake with the TLS alert {code}", "look into its log; RFC 8446 §6.2 lists the alerts"),
        };

    private static TlsRefusal Distrust(string how) =>
        new(
            OfCertificate,
            $"ended the handshake with {how} not accept the gateway's certificate",
            "let it trust the certificate's authority, check the certificate's names and validity, and add the certificates of "
                + "intermediate authorities to the certificate's file"
        );

    /// <returns>Such as "TLS 1.2".</returns>
    public static string NameOf(int version) =>
        version switch
        {
            >= 0x0301 and <= 0x0304 => $"TLS 1.{version - 0x0301}",
            0x0300 => "SSL 3.0",
            2 => "SSL 2.0",
            _ => $"version 0x{version:X4}",
        };

    private static string Printable(string name) => string.Create(Math.Min(name.Length, LongestName), name, static (shown, name) =>
        {
            for (var i = 0; i < shown.Length; i++)
            {
                shown[i] = name[i] is > ' ' and <= '~' ? name[i] : '?';
            }
        });
}
