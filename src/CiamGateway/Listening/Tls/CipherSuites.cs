using System.Net.Security;

namespace CiamGateway.Listening.Tls;

/// <summary>The cipher suites that listeners accept. All but the last ones have forward secrecy.</summary>
internal static class CipherSuites
{
    private const int FirstOfTls13 = 0x1301;
    private const int LastOfTls13 = 0x1305;

    private static readonly TlsCipherSuite[] Modern =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    ];

    /// <summary>Refused by default: AES-CBC with SHA-1, and RSA key exchange, which has no forward secrecy.</summary>
    private static readonly TlsCipherSuite[] Legacy =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    ];

    /// <summary>Has OpenSSL accept the legacy suites too, after all others: it takes the first of these that the client offers.</summary>
    public static void AllowLegacy(SslServerAuthenticationOptions tls)
    {
        // On Windows the operating system alone decides.
        if (!OperatingSystem.IsWindows())
        {
            tls.CipherSuitesPolicy = new CipherSuitesPolicy([.. Modern, .. Legacy]);
        }
    }

    public static bool IsOfTls13(int suite) => suite is >= FirstOfTls13 and <= LastOfTls13;

    /// <summary>Whether the suite needs no signature and no elliptic curve.</summary>
    public static bool IsRsaKeyExchange(int suite) => suite is > 0 and <= 0x00FF && Array.IndexOf(Legacy, (TlsCipherSuite)suite) >= 0;

    /// <param name="isEcdsa">Whether the server's certificate has a key for ECDSA, otherwise for RSA; null if that is not known.</param>
    public static bool IsAccepted(int suite, bool? isEcdsa, bool allowsLegacy) =>
        (Array.IndexOf(Modern, (TlsCipherSuite)suite) >= 0 || (allowsLegacy && Array.IndexOf(Legacy, (TlsCipherSuite)suite) >= 0))
        && (IsOfTls13(suite) || isEcdsa is null || IsForEcdsa(suite) == isEcdsa);

    /// <returns>Null for what is no suite but a signal (RFC 5746, RFC 7507).</returns>
    public static string? NameOf(int suite) =>
        suite switch
        {
            0x00FF or 0x5600 => null,
            _ when Enum.GetName((TlsCipherSuite)suite) is { } name => name,
            _ => $"0x{suite:X4}",
        };

    private static bool IsForEcdsa(int suite) => suite is 0xC009 or 0xC00A or 0xC023 or 0xC024 or 0xC02B or 0xC02C;
}
