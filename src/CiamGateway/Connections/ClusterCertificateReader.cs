using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Connections;

/// <summary>Reads the certificate that the gateway presents to a cluster's destinations.</summary>
internal static class ClusterCertificateReader
{
    /// <returns>Null if there is none, or it has a problem.</returns>
    public static KeyedCertificate? Read(string path, ClusterOptions options, ConfigurationReading reading)
    {
        var (filePath, keyPath) = ($"{path}:{nameof(options.CertificateFile)}", $"{path}:{nameof(options.CertificateKeyFile)}");
        var password = new SecretReference(
            $"{path}:{nameof(options.CertificatePassword)}",
            options.CertificatePassword,
            options.CertificatePasswordFile
        );
        if (!string.IsNullOrEmpty(options.CertificateFile))
        {
            return new CertificateFiles(filePath, options.CertificateFile, keyPath, options.CertificateKeyFile, password).Read(
                CertificateUsage.Cluster,
                reading
            );
        }
        var keyFile = string.IsNullOrEmpty(options.CertificateKeyFile) ? null : keyPath;
        foreach (var key in new[] { keyFile, password.IsGiven ? password.GivenPath : null }.OfType<string>())
        {
            reading.Report(key, "is not used without CertificateFile.", "remove it, or name the file of the certificate.");
        }
        return null;
    }
}
