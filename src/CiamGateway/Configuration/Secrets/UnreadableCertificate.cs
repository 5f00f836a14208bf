using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Says what a file holds in place of a certificate in PEM, and how to make one of it.</summary>
internal static class UnreadableCertificate
{
    /// <param name="content">The content of the file, in which no certificate can be found.</param>
    /// <param name="file">Its full path.</param>
    /// <param name="then">Continues a fix with what to do after it; may be empty.</param>
    public static (string Message, string Fix) Explain(byte[] content, string file, string then) =>
        PemBlocks.IsPem(content) ? OfPem(Encoding.UTF8.GetString(content), file, then) : OfOther(content, file, then);

    public static bool IsPfx(byte[] content) => TypeOf(content) is X509ContentType.Pfx;

    private static (string Message, string Fix) OfPem(string text, string file, string then)
    {
        var labels = PemBlocks.LabelsOf(text);
        return labels switch
        {
            _ when labels.Contains("CERTIFICATE") => (
                $"file '{file}' holds a certificate that is damaged or cut off.",
                "copy it again, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----."
            ),
            _ when labels.Any(label => label.EndsWith("CERTIFICATE REQUEST", StringComparison.Ordinal)) => (
                $"file '{file}' holds a request for a certificate, and no certificate.",
                "name the certificate that the authority issued for this request."
            ),
            _ when labels.Contains("PKCS7") || labels.Contains("CMS") => (
                $"file '{file}' holds its certificates as PKCS #7.",
                $"convert them: openssl pkcs7 -print_certs -in '{file}' -out '{file}.pem'{then}."
            ),
            _ when labels.Any(PemBlocks.IsPrivateKey) => (
                $"file '{file}' holds a private key and no certificate.",
                $"name the file of the certificate (BEGIN CERTIFICATE) here{then}."
            ),
            _ => ($"file '{file}' holds no certificate.", $"give it as PEM with BEGIN CERTIFICATE{then}."),
        };
    }

    private static (string Message, string Fix) OfOther(byte[] content, string file, string then) =>
        content switch
        {
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => ($"file '{file}' is text in UTF-16, not in UTF-8.", "save it as UTF-8 or ASCII."),
            [0xFE, 0xED, 0xFE, 0xED, ..] => (
                $"file '{file}' is a Java key store (JKS).",
                $"convert it: keytool -importkeystore -srckeystore '{file}' -destkeystore '{file}.pfx' -deststoretype PKCS12."
            ),
            _ => TypeOf(content) switch
            {
                X509ContentType.Cert => (
                    $"file '{file}' is a certificate in DER, not in PEM.",
                    $"convert it: openssl x509 -inform DER -in '{file}' -out '{file}.pem'{then}."
                ),
                X509ContentType.Pkcs7 => (
                    $"file '{file}' holds its certificates as PKCS #7.",
                    $"convert them: openssl pkcs7 -inform DER -print_certs -in '{file}' -out '{file}.pem'{then}."
                ),
                X509ContentType.Pfx => (
                    $"file '{file}' is a PFX, and certificates in PEM are needed here.",
                    $"convert it: openssl pkcs12 -in '{file}' -nokeys -out '{file}.pem'."
                ),
                _ when content is [0x30, ..] => (
                    $"file '{file}' holds no certificate: it is a key in DER, or it is damaged or cut off.",
                    $"give it as PEM with BEGIN CERTIFICATE{then}{(then.Length > 0 ? ", or a PFX" : "")}."
                ),
                _ => (
                    $"file '{file}' holds no certificate.",
                    $"give it as PEM with BEGIN CERTIFICATE{then}{(then.Length > 0 ? ", or a PFX" : "")}."
                ),
            },
        };

    private static X509ContentType TypeOf(byte[] content)
    {
        try
        {
            return X509Certificate2.GetCertContentType(content);
        }
        catch (CryptographicException)
        {
            return X509ContentType.Unknown;
        }
    }
}
