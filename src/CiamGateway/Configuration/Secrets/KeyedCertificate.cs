using System.Buffers.Text;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CiamGateway.Configuration.Secrets;

/// <summary>A certificate with its private key, and the chain that is sent along.</summary>
internal sealed class KeyedCertificate(X509Certificate2 certificate, X509Certificate2Collection chain)
{
    /// <summary>The key of an elliptic curve (RFC 5480 §2.1.1).</summary>
    private const string EcPublicKey = "1.2.840.10045.2.1";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyPurpose = "2.5.29.37.0";

    public X509Certificate2 Certificate => certificate;

    /// <summary>Whether it was read from PEM; otherwise from a PFX.</summary>
    public bool IsPem { get; private init; }

    /// <summary>Whether it signs with ECDSA; otherwise with RSA.</summary>
    public bool IsEcdsa => certificate.GetKeyAlgorithm() == EcPublicKey;

    /// <summary>The end of its validity.</summary>
    public DateTimeOffset NotAfter => certificate.NotAfter;

    /// <summary>
    /// The SHA-256 of the certificate in base64url, as tokens that are bound to it name it (<c>x5t#S256</c>, RFC 8705 §3.1).
    /// </summary>
    public string Thumbprint { get; } = Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));

    /// <summary>Whether its extended key usage (RFC 5280 §4.2.1.12) allows it to identify a server; without the extension it may.</summary>
    public bool IsForServers =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is not { } usage
        || usage.EnhancedKeyUsages.Cast<Oid>().Any(purpose => purpose.Value is ServerAuthentication or AnyPurpose);

    /// <summary>Whether its key usage (RFC 5280 §4.2.1.3) allows a TLS handshake of any kind; without the extension it does.</summary>
    public bool IsForHandshakes =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is not { } usage
        || (usage.KeyUsages & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyAgreement))
            is not X509KeyUsageFlags.None;

    /// <summary>What a TLS handshake presents: the certificate and its chain as the file has it, nothing fetched.</summary>
    public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(certificate, chain, offline: true);

    /// <summary>The certificate and those of its chain, as the configuration names them.</summary>
    /// <inheritdoc cref="NamedCertificate" path="/param"/>
    public IEnumerable<NamedCertificate> Named(CertificateUsage usage, string path, string file) =>
        chain
            .Select(authority => NamedCertificate.Of(usage, path, file, authority, isChain: true))
            .Prepend(NamedCertificate.Of(usage, path, file, certificate));

    /// <param name="content">PEM or PFX.</param>
    /// <param name="key">PEM; the same as the content where that holds the key, too.</param>
    /// <returns>Null if they do not fit together. <see cref="CertificateDiagnosis"/> says why.</returns>
    public static KeyedCertificate? Parse(byte[] content, byte[] key, Secret? password)
    {
        try
        {
            return PemBlocks.IsPem(content) ? FromPem(content, key, password) : FromPfx(content, password);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static KeyedCertificate FromPem(byte[] certificate, byte[] key, Secret? password)
    {
        var (pem, keyPem) = (Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
        var own = password is null
            ? X509Certificate2.CreateFromPem(pem, keyPem)
            : X509Certificate2.CreateFromEncryptedPem(pem, keyPem, password.Reveal());
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(pem);
        chain.RemoveAt(0);
        return new KeyedCertificate(own, chain) { IsPem = true };
    }

    private static KeyedCertificate? FromPfx(byte[] pfx, Secret? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(pfx, password?.Reveal());
        if (all.FirstOrDefault(certificate => certificate.HasPrivateKey) is not { } own)
        {
            return null;
        }
        all.Remove(own);
        return new KeyedCertificate(own, all);
    }
}
