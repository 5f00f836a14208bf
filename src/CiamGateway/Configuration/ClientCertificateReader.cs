namespace CiamGateway.Configuration;

/// <summary>Reads the certificate with which a token client authenticates (RFC 8705 §2.1).</summary>
internal static class ClientCertificateReader
{
    public static KeyedCertificate? Read(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        var filePath = $"{path}:{nameof(options.CertificateFile)}";
        if (string.IsNullOrEmpty(options.CertificateFile))
        {
            reading.Report(filePath, "is missing.", "the client certificate with its chain, as PEM or PFX.");
            return null;
        }
        var passwordReference = new SecretReference($"{path}:{nameof(options.CertificatePassword)}", options.CertificatePassword, options.CertificatePasswordFile);
        var password = passwordReference.IsGiven ? passwordReference.Read(reading) : null;
        var content = reading.ReadFile(filePath, options.CertificateFile);
        var key = string.IsNullOrEmpty(options.CertificateKeyFile) ? content : reading.ReadSecretFile($"{path}:{nameof(options.CertificateKeyFile)}", options.CertificateKeyFile);
        if (content is null || key is null || (password is null && passwordReference.IsGiven))
        {
            return null;
        }
        var certificate = KeyedCertificate.Parse(content, key, password);
        if (certificate is null)
        {
            reading.Report(filePath, "holds no certificate with its private key, or the password is wrong.", "PEM with BEGIN CERTIFICATE and a CertificateKeyFile with BEGIN PRIVATE KEY, or a PFX with its CertificatePassword.");
        }
        else if (certificate.HasEnded)
        {
            reading.Warn(filePath, $"the client certificate ended on {certificate.NotAfter:yyyy-MM-dd}, so the authorization server will not accept it.", "have a new one issued, and put it into this file.");
        }
        return certificate;
    }
}
