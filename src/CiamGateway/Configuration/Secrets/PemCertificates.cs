using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Reads the certificates of a PEM file.</summary>
internal static class PemCertificates
{
    /// <returns>The certificates; nothing where no file is named.</returns>
    public static X509Certificate2Collection? ReadOptional(string path, string? file, ConfigurationReading reading) =>
        string.IsNullOrEmpty(file) ? null : Read(path, file, reading);

    /// <returns>The certificates; none, and a problem, where the file holds none or cannot be read.</returns>
    public static X509Certificate2Collection Read(string path, string file, ConfigurationReading reading)
    {
        var certificates = new X509Certificate2Collection();
        if (reading.ReadFile(path, file) is not { } content)
        {
            return certificates;
        }
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(content));
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }
        if (certificates.Count == 0)
        {
            reading.Report(path, "holds no certificate.", "PEM with BEGIN CERTIFICATE.");
        }
        return certificates;
    }
}
