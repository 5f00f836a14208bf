using System.Security.Cryptography;
using System.Text;

namespace CiamGateway.Configuration.Secrets;

/// <summary>What a file with the private key of a certificate holds: the public half of the key, or what is wrong.</summary>
/// <param name="PublicKey">The SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) in hex; null if the key cannot be read.</param>
internal sealed record PrivateKeyText(string? PublicKey, PrivateKeyFault Fault)
{
    /// <summary>Continues a sentence that begins with the file.</summary>
    public string Message =>
        Fault switch
        {
            PrivateKeyFault.NotPem => "is not PEM, so it holds no private key that can be read.",
            PrivateKeyFault.Certificate => "holds a certificate and no private key.",
            PrivateKeyFault.PublicKey => "holds a public key, not the private one.",
            PrivateKeyFault.OpenSsh => "holds a key in OpenSSH's own format.",
            PrivateKeyFault.OldEncryption => "holds a key with OpenSSL's old encryption (Proc-Type: 4,ENCRYPTED), which .NET cannot read.",
            PrivateKeyFault.Missing => "holds no private key.",
            _ => "holds a private key that is damaged, or is neither RSA nor ECDSA.",
        };

    public string FixFor(string file) =>
        Fault switch
        {
            PrivateKeyFault.NotPem => $"if it is DER, convert it: openssl pkey -inform DER -in '{file}' -out '{file}.pem'.",
            PrivateKeyFault.OpenSsh => $"convert it: ssh-keygen -p -m PKCS8 -f '{file}'.",
            PrivateKeyFault.OldEncryption => $"encrypt it again: openssl pkcs8 -topk8 -in '{file}' -out '{file}.pem'.",
            _ => "give it as PEM with BEGIN PRIVATE KEY, of an RSA or ECDSA key.",
        };

    public static PrivateKeyText Read(byte[] content, Secret? password)
    {
        if (!PemBlocks.IsPem(content))
        {
            return new PrivateKeyText(null, PrivateKeyFault.NotPem);
        }
        var text = Encoding.UTF8.GetString(content);
        var labels = PemBlocks.LabelsOf(text);
        return labels.FirstOrDefault(PemBlocks.IsPrivateKey) switch
        {
            null when labels.Contains("PUBLIC KEY") => Faulty(PrivateKeyFault.PublicKey),
            null when labels.Contains("CERTIFICATE") => Faulty(PrivateKeyFault.Certificate),
            null => Faulty(PrivateKeyFault.Missing),
            "OPENSSH PRIVATE KEY" => Faulty(PrivateKeyFault.OpenSsh),
            _ when text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal) => Faulty(PrivateKeyFault.OldEncryption),
            "ENCRYPTED PRIVATE KEY" when password is null => Faulty(PrivateKeyFault.NoPassword),
            "ENCRYPTED PRIVATE KEY" => Import(text, password, PrivateKeyFault.WrongPassword),
            _ when password is not null => Faulty(PrivateKeyFault.NotEncrypted),
            _ => Import(text, password: null, PrivateKeyFault.Damaged),
        };
    }

    private static PrivateKeyText Faulty(PrivateKeyFault fault) => new(null, fault);

    private static PrivateKeyText Import(string text, Secret? password, PrivateKeyFault otherwise)
    {
        foreach (var create in new Func<AsymmetricAlgorithm>[] { RSA.Create, ECDsa.Create })
        {
            using var algorithm = create();
            try
            {
                if (password is null)
                {
                    algorithm.ImportFromPem(text);
                }
                else
                {
                    algorithm.ImportFromEncryptedPem(text, password.Reveal());
                }
                return new PrivateKeyText(Convert.ToHexString(algorithm.ExportSubjectPublicKeyInfo()), PrivateKeyFault.None);
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                // A key of the other kind, or none that can be read.
            }
        }
        return Faulty(otherwise);
    }
}

/// <summary>What is wrong with the file of a private key.</summary>
internal enum PrivateKeyFault
{
    None,
    NotPem,
    Missing,
    Certificate,
    PublicKey,
    OpenSsh,
    OldEncryption,
    NoPassword,
    WrongPassword,
    NotEncrypted,
    Damaged,
}
