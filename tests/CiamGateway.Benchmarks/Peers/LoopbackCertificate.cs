using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Benchmarks.Peers;

/// <summary>The certificate of every server of a run: its own authority, on 127.0.0.1.</summary>
internal static class LoopbackCertificate
{
    private static readonly (string Certificate, string Key, string Thumbprint) Issued = Issue();

    /// <summary>
    /// Writes certificate and key into the folder, the key under the same name with .key after it; as HAProxy expects it.
    /// </summary>
    public static string Write(string folder)
    {
        var path = Path.Combine(folder, "loopback.pem");
        File.WriteAllText(path, Issued.Certificate);
        File.WriteAllText(path + ".key", Issued.Key);
        return path;
    }

    /// <summary>Whether a server shows this very certificate.</summary>
    public static bool IsIt(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.GetCertHashString() == Issued.Thumbprint;

    private static (string Certificate, string Key, string Thumbprint) Issue()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), certificate.GetCertHashString());
    }
}
