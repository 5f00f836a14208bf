using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace CiamGateway.Tests.Tokens.ClientAuthentication;

/// <summary>Client certificates are read with their chain from what operators have, or refused with what is wrong.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public ClientCertificateTests() => _certificate = _authority.Issue("gateway");

    public void Dispose()
    {
        _folder.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void PEM_with_the_chain_and_the_key_in_another_file()
    {
        _folder.With("chain", TestAuthority.Pem(_certificate, _authority.Intermediate)).With("key", TestAuthority.KeyPem(_certificate));
        AssertReads("CertificateFile=chain", "CertificateKeyFile=key");
    }

    [Fact]
    public void PEM_with_everything_in_one_file()
    {
        _folder.With(
            "all",
            TestAuthority.KeyPem(_certificate) + "\n" + TestAuthority.Pem(_certificate, _authority.Intermediate, _authority.Root)
        );
        AssertReads("CertificateFile=all");
    }

    [Fact]
    public void PEM_with_an_encrypted_key()
    {
        _folder
            .With("chain", TestAuthority.Pem(_certificate, _authority.Intermediate))
            .With("key", EncryptedKey())
            .With("password", "p%: |\n");
        AssertReads("CertificateFile=chain", "CertificateKeyFile=key", "CertificatePasswordFile=password");
    }

    [Theory]
    [InlineData("p%: |")]
    [InlineData(null)]
    public void PFX_with_the_chain(string? password)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "pfx"), _authority.Pfx(_certificate, password));
        _folder.With("password", password ?? "");
        AssertReads(password is null ? ["CertificateFile=pfx"] : ["CertificateFile=pfx", "CertificatePasswordFile=password"]);
    }

    [Theory]
    [InlineData("CertificateFile=", "CertificateFile: is missing.")]
    [InlineData("CertificateFile=nowhere", "nowhere' does not exist")]
    [InlineData("CertificateFile=secret", "holds no certificate. Fix: give it as PEM with BEGIN CERTIFICATE")]
    public async Task Whatever_is_no_certificate_is_refused(string setting, string expected) =>
        Assert.Contains(expected, Assert.Single(await _folder.Problems(Settings(setting))), StringComparison.Ordinal);

    [Fact]
    public async Task A_token_endpoint_without_TLS_takes_no_certificate()
    {
        _folder.With("all", TestAuthority.Pem(_certificate) + "\n" + TestAuthority.KeyPem(_certificate));
        var problem = Assert.Single(await _folder.Problems(Settings("CertificateFile=all", "TokenEndpoint=http://localhost/token")));
        Assert.Contains("tls_client_auth has no TLS handshake", problem, StringComparison.Ordinal);
    }

    private string EncryptedKey() =>
        _certificate
            .GetECDsaPrivateKey()!
            .ExportEncryptedPkcs8PrivateKeyPem(
                "p%: |",
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)
            );

    private void AssertReads(params string[] settings)
    {
        var configuration = _folder.Load(Settings(settings));
        Assert.Empty(configuration.Problems);
        var certificate = configuration.TokenClients["provisioning"].Credential.Certificate!;
        Assert.Equal(_certificate.Thumbprint, certificate.Context.TargetCertificate.Thumbprint);
        Assert.True(certificate.Context.TargetCertificate.HasPrivateKey);
        Assert.Contains(certificate.Context.IntermediateCertificates, sent => sent.Thumbprint == _authority.Intermediate.Thumbprint);
        Assert.Equal(_certificate.NotAfter, certificate.NotAfter);
    }

    private static string[] Settings(params string[] settings) =>
        [
            $"--{Client}:ClientAuthentication=tls_client_auth",
            $"--{Client}:ClientSecretFile=",
            .. settings.Select(setting => $"--{Client}:{setting}"),
        ];
}
