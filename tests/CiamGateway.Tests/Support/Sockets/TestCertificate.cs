using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>Certificates with a key, in which one thing is as a test needs it.</summary>
internal static class TestCertificate
{
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>Valid from two days ago until in two days.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) Usual => (Now.AddDays(-2), Now.AddDays(100));

    public static X509Certificate2 Authority(string name = "CN=Example authority") => Create(name, isAuthority: true);

    /// <param name="issuer">Itself if null.</param>
    /// <param name="keyUsage">The key usage; the extension is missing if there is none.</param>
    /// <param name="usage">The extended key usage; the extension is missing if empty.</param>
    /// <param name="issuerUri">Where the issuer's certificate is said to be (RFC 5280 §4.2.2.1); the extension is missing if null.</param>
    public static X509Certificate2 Create(
        string subject,
        X509Certificate2? issuer = null,
        (DateTimeOffset From, DateTimeOffset Until)? validity = null,
        string usage = ClientAuthentication,
        bool isAuthority = false,
        X500DistinguishedNameFlags encoding = X500DistinguishedNameFlags.None,
        X509KeyUsageFlags keyUsage = X509KeyUsageFlags.None,
        string? issuerUri = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedName(subject, X500DistinguishedNameFlags.Reversed | encoding);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, pathLengthConstraint: 0, critical: true));
        if (!isAuthority && usage.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }
        if (keyUsage is not X509KeyUsageFlags.None)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(keyUsage, critical: true));
        }
        if (issuerUri is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, [issuerUri]));
        }
        var (from, until) = validity ?? Usual;
        using var certificate = issuer is null
            ? request.CreateSelfSigned(from, until)
            : Issue(request, issuer, from, until).CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null, X509KeyStorageFlags.Exportable);
    }

    private static X509Certificate2 Issue(CertificateRequest request, X509Certificate2 issuer, DateTimeOffset from, DateTimeOffset until)
    {
        var signature = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        return request.Create(issuer.SubjectName, signature, from, until, RandomNumberGenerator.GetBytes(8));
    }
}
