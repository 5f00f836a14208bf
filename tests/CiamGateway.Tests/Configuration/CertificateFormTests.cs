using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>A file in another form than PEM or PFX is called what it is, with the command that converts it.</summary>
public sealed class CertificateFormTests : IDisposable
{
    private const string Cluster = "Gateway:Clusters:provisioning";
    private readonly MistakenCertificate _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Files_of_another_form()
    {
        var trimmed = TestAuthority.Pem(_files.Certificate);
        _files.WriteBytes("empty", []);
        _files.WriteBytes("der", _files.Certificate.RawData);
        _files.WriteBytes("jks", [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2]);
        _files.WriteBytes("utf16", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(trimmed)]);
        _files.WriteBytes("cut", _files.Authority.Pfx(_files.Certificate, "right")[..300]);
        _files.WriteBytes("p7", new X509Certificate2Collection(_files.Certificate).Export(X509ContentType.Pkcs7)!);
        _files.WriteBytes("keyless", new X509Certificate2Collection(_files.Authority.Intermediate).Export(X509ContentType.Pfx)!);
        _files
            .With("damaged", trimmed.Replace("\nMII", "\n***", StringComparison.Ordinal))
            .With("key", TestAuthority.KeyPem(_files.Certificate))
            .With("text", "no certificate\n");
        _files.With("request", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n");
        foreach (
            var (file, expected) in new (string, string)[]
            {
                ("empty", "is empty. Fix: "),
                ("der", "is a certificate in DER, not in PEM. Fix: convert it: openssl x509 -inform DER -in '"),
                ("jks", "is a Java key store (JKS). Fix: convert it: keytool "),
                ("utf16", "is text in UTF-16, not in UTF-8. Fix: save it as UTF-8"),
                ("cut", "holds no certificate: it is a key in DER, or it is damaged or cut off. Fix: "),
                ("p7", "holds its certificates as PKCS #7. Fix: convert them: openssl pkcs7 "),
                ("keyless", "holds a certificate without its private key. Fix: export it with its key: openssl pkcs12 "),
                ("damaged", "holds a certificate that is damaged or cut off. Fix: copy it again"),
                ("key", "holds a private key and no certificate. Fix: name the file of the certificate (BEGIN CERTIFICATE) here, and name"),
                ("request", "holds a request for a certificate, and no certificate. Fix: name the certificate that the authority issued"),
                ("text", "holds no certificate. Fix: give it as PEM with BEGIN CERTIFICATE"),
            }
        )
        {
            await _files.SaysAsync($"'{_files.At(file)}' {expected}", $"{Cluster}:CertificateFile={file}");
        }
    }

    [Fact]
    public async Task Key_files_of_another_form()
    {
        using var key = _files.Certificate.GetECDsaPrivateKey()!;
        _files.With("pem", TestAuthority.Pem(_files.Certificate)).With("public", key.ExportSubjectPublicKeyInfoPem());
        _files.WriteBytes("der", key.ExportPkcs8PrivateKey());
        _files.WriteBytes("empty", []);
        _files
            .With("damaged", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
            .With("ssh", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")
            .With("old", "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n");
        foreach (
            var (file, expected) in new (string, string)[]
            {
                ("pem", "holds a certificate and no private key. Fix: give it as PEM with BEGIN PRIVATE KEY"),
                ("public", "holds a public key, not the private one. Fix: give it as PEM with BEGIN PRIVATE KEY"),
                ("der", "is not PEM, so it holds no private key that can be read. Fix: if it is DER, convert it: openssl pkey -inform DER"),
                ("empty", "is empty. Fix: "),
                ("damaged", "holds a private key that is damaged, or is neither RSA nor ECDSA. Fix: "),
                ("ssh", "holds a key in OpenSSH's own format. Fix: convert it: ssh-keygen -p -m PKCS8"),
                (
                    "old",
                    "holds a key with OpenSSL's old encryption (Proc-Type: 4,ENCRYPTED), which .NET cannot read. Fix: encrypt it again"
                ),
            }
        )
        {
            await _files.SaysAsync(
                $"'{_files.At(file)}' {expected}",
                $"{Cluster}:CertificateFile=pem",
                $"{Cluster}:CertificateKeyFile={file}"
            );
        }
    }

    [Theory]
    [InlineData("Gateway:Clusters:provisioning:TrustedCertificatesFile", null)]
    [InlineData("Gateway:TokenClients:provisioning:TrustedCertificatesFile", null)]
    [InlineData("Gateway:TokenCache:RedisTrustedCertificatesFile", "Gateway:TokenCache:Redis=localhost,ssl=true")]
    public async Task Trusted_certificates_of_another_form(string key, string? beside)
    {
        _files.WriteBytes("der", _files.Authority.Root.RawData);
        _files.WriteBytes("pfx", _files.Authority.Pfx(_files.Certificate, "right"));
        string[] settings = beside is null ? [] : [beside];
        await _files.SaysAsync(
            $"{key}: file '{_files.At("der")}' is a certificate in DER, not in PEM. Fix: convert it: ",
            [$"{key}=der", .. settings]
        );
        await _files.SaysAsync(
            $"{key}: file '{_files.At("pfx")}' is a PFX, and certificates in PEM are needed here. Fix: ",
            [$"{key}=pfx", .. settings]
        );
    }
}
