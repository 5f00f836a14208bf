using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Names the files that hold a certificate and its private key, and reads them.</summary>
/// <param name="Path">The key that names the certificate's file.</param>
/// <param name="KeyPath">The key that names the private key's, which may be the same.</param>
/// <param name="Password">Of a PFX or an encrypted key, where one is given.</param>
internal sealed record CertificateFiles(string Path, string File, string KeyPath, string? KeyFile, SecretReference Password)
{
    /// <summary>Whether the private key is in a file of its own.</summary>
    public bool HasKeyFile => !string.IsNullOrEmpty(KeyFile);

    /// <summary>Reads the certificate, and adds it to the list of certificates that the configuration names.</summary>
    /// <returns>Null, and a problem, if it cannot be used.</returns>
    public KeyedCertificate? Read(CertificateUsage usage, ConfigurationReading reading)
    {
        var password = Password.IsGiven ? Password.Read(reading) : null;
        var content = reading.ReadFile(Path, File);
        var key = HasKeyFile ? reading.ReadSecretFile(KeyPath, KeyFile!) : content;
        if (content is null || key is null || (password is null && Password.IsGiven))
        {
            return null;
        }
        var certificate = KeyedCertificate.Parse(content, key, password);
        if (certificate is null)
        {
            var full = this with { File = reading.FullPathOf(File), KeyFile = HasKeyFile ? reading.FullPathOf(KeyFile!) : null };
            reading.Add([CertificateDiagnosis.Of(full, content, key, password)]);
            return null;
        }
        if (HasKeyFile && !PemBlocks.IsPem(content))
        {
            reading.Warn(
                KeyPath,
                $"is not used: '{reading.FullPathOf(File)}' is a PFX, which holds its private key.",
                $"remove {KeyPath}."
            );
        }
        reading.Certificates.AddRange(certificate.Named(usage, Path, reading.FullPathOf(File)));
        return certificate;
    }
}
