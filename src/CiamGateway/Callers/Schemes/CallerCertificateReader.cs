using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Callers.Schemes;

/// <summary>Reads which TLS client certificates a caller may present.</summary>
internal sealed class CallerCertificateReader(ConfigurationReading reading)
{
    private const string ThumbprintFix = "write what 'openssl x509 -noout -fingerprint -sha256 -in caller.pem' prints.";

    /// <returns>Each certificate with its path.</returns>
    public IReadOnlyList<(string Path, CallerCertificate Value)> Read(string path, IReadOnlyList<CallerCertificateOptions> certificates) =>
        [
            .. from element in reading.Elements(path, certificates)
            let certificate = Read(element.Path, element.Value)
            where certificate is not null
            select (element.Path, certificate),
        ];

    private CallerCertificate? Read(string path, CallerCertificateOptions options)
    {
        switch (options)
        {
            case { Thumbprint.Length: > 0, Subject: null or "", AuthorityFile: null or "" }:
                return ReadThumbprint($"{path}:{nameof(options.Thumbprint)}", options.Thumbprint) is { } thumbprint
                    ? new CallerCertificate(thumbprint, null, [])
                    : null;
            case { Thumbprint: null or "", Subject.Length: > 0, AuthorityFile.Length: > 0 }:
                var subject = ReadSubject($"{path}:{nameof(options.Subject)}", options.Subject);
                var authority = ReadAuthority($"{path}:{nameof(options.AuthorityFile)}", options.AuthorityFile);
                return subject is not null && authority.Count > 0 ? new CallerCertificate(null, subject, authority) : null;
            default:
                reading.Report(
                    path,
                    "is neither a Thumbprint nor a Subject with its AuthorityFile.",
                    "write { \"Thumbprint\": \"…\" }, or { \"Subject\": \"CN=payroll\", \"AuthorityFile\": \"ca.pem\" }."
                );
                return null;
        }
    }

    private string? ReadThumbprint(string path, string text)
    {
        var hex = text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit))
        {
            return hex;
        }
        reading.Report(
            path,
            hex.Length == 2 * SHA1.HashSizeInBytes
                ? $"'{text}' is a SHA-1 thumbprint, which can be forged."
                : $"'{text}' is not a SHA-256 thumbprint.",
            ThumbprintFix
        );
        return null;
    }

    /// <summary>
    /// Encoded and read back, it is written as every certificate's subject is, whatever its spaces and the case of its keys.
    /// </summary>
    private string? ReadSubject(string path, string text)
    {
        try
        {
            return new X500DistinguishedName(new X500DistinguishedName(text).RawData).Name;
        }
        catch (CryptographicException)
        {
            reading.Report(path, $"'{text}' is not a distinguished name.", "write \"CN=payroll, O=Example\".");
            return null;
        }
    }

    private X509Certificate2Collection ReadAuthority(string path, string file)
    {
        var certificates = PemCertificates.Read(CertificateUsage.CallerAuthority, path, file, reading);
        if (certificates.Count > 0 && !certificates.Any(IsRoot))
        {
            reading.Report(path, "holds no root certificate, only intermediate ones.", "add the root certificate to the file.");
        }
        return certificates;
    }

    /// <summary>By the bytes of its names, as an <see cref="X509Chain"/> tells roots from intermediate certificates.</summary>
    private static bool IsRoot(X509Certificate2 certificate) =>
        CryptographicOperations.FixedTimeEquals(certificate.SubjectName.RawData, certificate.IssuerName.RawData);
}

/// <summary>
/// Which TLS client certificates a caller may present: the one with this thumbprint, or those of this subject that the authority has
/// issued.
/// </summary>
/// <param name="Thumbprint">SHA-256, in upper-case hex.</param>
/// <param name="Subject">The distinguished name as <see cref="X500DistinguishedName"/> writes it.</param>
internal sealed record CallerCertificate(string? Thumbprint, string? Subject, X509Certificate2Collection Authority);
