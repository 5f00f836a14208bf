using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Reads the certificates of a PEM file, and adds them to the list of certificates that the configuration names.</summary>
internal static class PemCertificates
{
    /// <returns>The certificates; null if no file is named.</returns>
    public static X509Certificate2Collection? ReadOptional(
        CertificateUsage usage,
        string path,
        string? file,
        ConfigurationReading reading
    ) => string.IsNullOrEmpty(file) ? null : Read(usage, path, file, reading);

    /// <returns>The certificates; none, and a problem, where the file holds none or cannot be read.</returns>
    public static X509Certificate2Collection Read(CertificateUsage usage, string path, string file, ConfigurationReading reading)
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
            var (message, fix) = UnreadableCertificate.Explain(content, reading.FullPathOf(file), then: "");
            reading.Report(path, message, fix);
        }
        reading.Certificates.AddRange(
            certificates.Select(certificate => NamedCertificate.Of(usage, path, reading.FullPathOf(file), certificate))
        );
        return certificates;
    }
}

/// <summary>The kinds of blocks in a text of PEM (RFC 7468 §2).</summary>
internal static partial class PemBlocks
{
    public static bool IsPem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    /// <returns>The labels of the blocks, such as <c>CERTIFICATE</c>, in the order of the text.</returns>
    public static IReadOnlyList<string> LabelsOf(string text) => [.. Begin().Matches(text).Select(begin => begin.Groups[1].Value)];

    /// <summary>Whether it is the label of a private key in any of its forms.</summary>
    public static bool IsPrivateKey(string label) => label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    [GeneratedRegex("-----BEGIN ([^-]+)-----")]
    private static partial Regex Begin();
}
