using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A certificate authority with an intermediate, made for one test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _intermediate;

    public TestAuthority()
    {
        Root = Issue("root", issuer: null, isAuthority: true);
        _intermediate = Issue("intermediate", Root, isAuthority: true);
    }

    public X509Certificate2 Root { get; }

    /// <summary>The intermediate without its key.</summary>
    public X509Certificate2 Intermediate => X509CertificateLoader.LoadCertificate(_intermediate.RawData);

    /// <summary>A certificate that the intermediate issued, with its key.</summary>
    public X509Certificate2 Issue(string name) => Issue(name, _intermediate, isAuthority: false);

    /// <summary>The same for a server of this host name, valid until then.</summary>
    public X509Certificate2 IssueFor(string host, TimeSpan validFor) =>
        Issue(host, _intermediate, isAuthority: false, host, TimeProvider.System.GetUtcNow() + validFor);

    public static string Pem(params X509Certificate2[] certificates) =>
        string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem()));

    public static string KeyPem(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    /// <summary>Trusts this authority alone, and fetches nothing: intermediates have to be sent along.</summary>
    public static X509ChainPolicy Trusting(X509Certificate2 root)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(root);
        return policy;
    }

    public byte[] Pfx(X509Certificate2 certificate, string? password) =>
        new X509Certificate2Collection((X509Certificate2[])[Intermediate, certificate]).ExportPkcs12(
            Pkcs12ExportPbeParameters.Pbes2Aes256Sha256,
            password
        );

    public void Dispose()
    {
        Root.Dispose();
        _intermediate.Dispose();
    }

    private static X509Certificate2 Issue(
        string name,
        X509Certificate2? issuer,
        bool isAuthority,
        string host = "localhost",
        DateTimeOffset? until = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true)
        );
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(100));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, to);
        }
        using var issued = request.Create(issuer, issuer.NotBefore, until ?? issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
