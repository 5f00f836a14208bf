using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>A configuration with one mistake in the files of a certificate.</summary>
internal sealed class MistakenCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public MistakenCertificate() => _certificate = Authority.Issue("gateway");

    public TestAuthority Authority { get; } = new();

    public X509Certificate2 Certificate => _certificate;

    public void Dispose()
    {
        _folder.Dispose();
        _certificate.Dispose();
        Authority.Dispose();
    }

    public MistakenCertificate With(string file, string content)
    {
        _folder.With(file, content);
        return this;
    }

    public async Task SaysAsync(string expected, params IEnumerable<string> settings)
    {
        var problem = Assert.Single(await _folder.Problems([.. settings.Select(setting => $"--{setting}")]));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong'", problem, StringComparison.Ordinal);
    }

    public string EncryptedKey() =>
        _certificate
            .GetECDsaPrivateKey()!
            .ExportEncryptedPkcs8PrivateKeyPem(
                "right",
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)
            );

    public string At(string file) => Path.Combine(_folder.Path, file);

    public void WriteBytes(string file, byte[] content)
    {
        _folder.With(file, "");
        File.WriteAllBytes(At(file), content);
    }
}
