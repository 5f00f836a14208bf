using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CiamGateway.Configuration.Checking;

namespace CiamGateway.Configuration.Secrets;

/// <summary>
/// Finds why a certificate, its private key and their password do not fit together, and which key of the configuration to correct.
/// </summary>
internal static class CertificateDiagnosis
{
    /// <summary>ERROR_INVALID_PASSWORD, on every operating system.</summary>
    private const int InvalidPassword = unchecked((int)0x80070056);

    /// <param name="files">Their full paths.</param>
    /// <param name="content">What <see cref="KeyedCertificate.Parse"/> cannot use.</param>
    public static ConfigurationProblem Of(CertificateFiles files, byte[] content, byte[] key, Secret? password)
    {
        if (!PemBlocks.IsPem(content))
        {
            return UnreadableCertificate.IsPfx(content) ? OfPfx(files, content, password) : NoCertificate(files, content);
        }
        var certificates = Certificates(content);
        return certificates.Count == 0 ? NoCertificate(files, content) : OfKey(files, certificates, key, password);
    }

    private static ConfigurationProblem NoCertificate(CertificateFiles files, byte[] content)
    {
        var (message, fix) = UnreadableCertificate.Explain(content, files.File, $", and name its private key's file in {files.KeyPath}");
        return new ConfigurationProblem(files.Path, message, fix);
    }

    private static X509Certificate2Collection Certificates(byte[] content)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(content));
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }
        return certificates;
    }

    private static ConfigurationProblem OfPfx(CertificateFiles files, byte[] content, Secret? password)
    {
        try
        {
            var count = X509CertificateLoader.LoadPkcs12Collection(content, password?.Reveal()).Count;
            return new ConfigurationProblem(
                files.Path,
                count == 0
                    ? $"PFX '{files.File}' holds no certificate."
                    : $"PFX '{files.File}' holds a certificate without its private key.",
                $"export it with its key: openssl pkcs12 -export -in gateway.pem -inkey gateway.key -out '{files.File}'."
            );
        }
        catch (CryptographicException exception) when (exception.HResult == InvalidPassword)
        {
            return OfPfxPassword(files, content, password);
        }
        catch (CryptographicException)
        {
            return new ConfigurationProblem(files.Path, $"PFX '{files.File}' is damaged or cut off.", "copy it again, or export it again.");
        }
    }

    private static ConfigurationProblem OfPfxPassword(CertificateFiles files, byte[] content, Secret? password)
    {
        if (password is null)
        {
            return new ConfigurationProblem(
                files.Path,
                $"PFX '{files.File}' has a password, and none is given.",
                $"set {files.Password.MissingPath}."
            );
        }
        var message = OpensWithoutPassword(content)
            ? $"is given, and PFX '{files.File}' has no password."
            : $"is not the password of PFX '{files.File}'.";
        return WrongPassword(files, message);
    }

    private static bool OpensWithoutPassword(byte[] content)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(content, password: null).Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ConfigurationProblem WrongPassword(CertificateFiles files, string message) =>
        new(
            files.Password.GivenPath,
            message,
            message.StartsWith("is given", StringComparison.Ordinal)
                ? $"remove {files.Password.GivenPath}."
                : $"correct {files.Password.GivenPath}. Letter case and spaces count."
        );

    private static ConfigurationProblem OfKey(
        CertificateFiles files,
        X509Certificate2Collection certificates,
        byte[] content,
        Secret? password
    )
    {
        var (path, file) = files.HasKeyFile ? (files.KeyPath, files.KeyFile!) : (files.Path, files.File);
        var key = PrivateKeyText.Read(content, password);
        if (key.PublicKey is { } publicKey)
        {
            var owner = certificates.ToList().FindIndex(certificate => PublicKeyOf(certificate) == publicKey);
            return owner > 0 ? WrongOrder(files, owner) : OtherKey(files, path, file);
        }
        return key.Fault switch
        {
            PrivateKeyFault.Missing or PrivateKeyFault.Certificate when !files.HasKeyFile => new ConfigurationProblem(
                path,
                $"file '{file}' holds a certificate without its private key.",
                $"set {files.KeyPath} to the file of the key, or add the key (BEGIN PRIVATE KEY) to this file."
            ),
            PrivateKeyFault.NoPassword => new ConfigurationProblem(
                path,
                $"the private key in '{file}' is encrypted, and no password is given.",
                $"set {files.Password.MissingPath}."
            ),
            PrivateKeyFault.WrongPassword => WrongPassword(files, $"is not the password of the private key in '{file}'."),
            PrivateKeyFault.NotEncrypted => WrongPassword(files, $"is given, and the private key in '{file}' is not encrypted."),
            _ => new ConfigurationProblem(path, $"file '{file}' {key.Message}", key.FixFor(file)),
        };
    }

    private static string PublicKeyOf(X509Certificate2 certificate) =>
        Convert.ToHexString(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    private static ConfigurationProblem WrongOrder(CertificateFiles files, int owner) =>
        new(
            files.Path,
            $"the first certificate of '{files.File}' is not that of the private key, "
                + $"which belongs to certificate {owner + 1} of the file.",
            "put that certificate first, and behind it those of the authorities that issued it."
        );

    private static ConfigurationProblem OtherKey(CertificateFiles files, string path, string file) =>
        new(
            path,
            $"the private key in '{file}' belongs to another certificate than the one in '{files.File}'.",
            $"name the two that belong together. These print the same then: openssl x509 -noout -pubkey -in '{files.File}', "
                + $"openssl pkey -pubout -in '{file}'."
        );
}
