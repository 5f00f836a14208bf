using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>Reads the certificate with which a token client authenticates (RFC 8705 §2.1).</summary>
internal static class ClientCertificateReader
{
    public static KeyedCertificate? Read(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        var filePath = $"{path}:{nameof(options.CertificateFile)}";
        if (string.IsNullOrEmpty(options.CertificateFile))
        {
            reading.Report(filePath, "is missing.", "name the client certificate with its chain, as PEM or PFX.");
            return null;
        }
        var password = new SecretReference(
            $"{path}:{nameof(options.CertificatePassword)}",
            options.CertificatePassword,
            options.CertificatePasswordFile
        );
        return new CertificateFiles(
            filePath,
            options.CertificateFile,
            $"{path}:{nameof(options.CertificateKeyFile)}",
            options.CertificateKeyFile,
            password
        ).Read(CertificateUsage.TokenClient, reading);
    }
}
