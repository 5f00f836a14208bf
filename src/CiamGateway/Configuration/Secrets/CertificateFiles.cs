using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Names the files that hold a certificate and its private key, and reads them.</summary>
/// <param name="Path">The key that names the certificate's file.</param>
/// <param name="KeyPath">The key that names the private key's, which may be the same.</param>
/// <param name="Password">Of a PFX or an encrypted key, where one is given.</param>
internal sealed record CertificateFiles(string Path, string File, string KeyPath, string? KeyFile, SecretReference Password)
{
    /// <param name="what">Names the certificate in a sentence.</param>
    /// <param name="verifier">Who will not accept it once it has ended.</param>
    public KeyedCertificate? Read(string what, string verifier, ConfigurationReading reading)
    {
        var password = Password.IsGiven ? Password.Read(reading) : null;
        var content = reading.ReadFile(Path, File);
        var key = string.IsNullOrEmpty(KeyFile) ? content : reading.ReadSecretFile(KeyPath, KeyFile);
        if (content is null || key is null || (password is null && Password.IsGiven))
        {
            return null;
        }
        var certificate = KeyedCertificate.Parse(content, key, password);
        if (certificate is null)
        {
            reading.Report(
                Path,
                "holds no certificate with its private key, or the password is wrong.",
                $"PEM with BEGIN CERTIFICATE and a {ConfigurationPath.GetSectionKey(KeyPath)} with BEGIN PRIVATE KEY, "
                    + $"or a PFX with its {ConfigurationPath.GetSectionKey(Password.Path)}."
            );
        }
        else if (certificate.HasEnded)
        {
            reading.Warn(
                Path,
                $"the {what} ended on {certificate.NotAfter:yyyy-MM-dd}, so {verifier} will not accept it.",
                "have a new one issued, and put it into this file."
            );
        }
        return certificate;
    }
}
