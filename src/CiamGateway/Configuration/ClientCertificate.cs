using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CiamGateway.Configuration;

/// <summary>The certificate with which a token client authenticates (RFC 8705 §2.1), and the chain that is sent along.</summary>
internal sealed class ClientCertificate(X509Certificate2 certificate, X509Certificate2Collection chain)
{
    /// <summary>The end of its validity.</summary>
    public DateTimeOffset NotAfter => certificate.NotAfter;

    /// <summary>What a TLS handshake presents: the certificate and its chain as the file has it, nothing fetched.</summary>
    public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(certificate, chain, offline: true);

    public static ClientCertificate? Read(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        var filePath = $"{path}:{nameof(options.CertificateFile)}";
        if (string.IsNullOrEmpty(options.CertificateFile))
        {
            reading.Report(filePath, "is missing.", "the client certificate with its chain, as PEM or PFX.");
            return null;
        }
        var passwordReference = new SecretReference($"{path}:{nameof(options.CertificatePassword)}", options.CertificatePassword, options.CertificatePasswordFile);
        var password = passwordReference.IsGiven ? passwordReference.Read(reading) : null;
        var certificate = reading.ReadFile(filePath, options.CertificateFile);
        var key = string.IsNullOrEmpty(options.CertificateKeyFile) ? certificate : reading.ReadSecretFile($"{path}:{nameof(options.CertificateKeyFile)}", options.CertificateKeyFile);
        if (certificate is null || key is null || (password is null && passwordReference.IsGiven))
        {
            return null;
        }
        try
        {
            var own = IsPem(certificate) ? FromPem(certificate, key, password) : FromPfx(certificate, password);
            if (own.NotAfter < TimeProvider.System.GetUtcNow())
            {
                reading.Warn(filePath, $"the client certificate ended on {own.NotAfter:yyyy-MM-dd}, so the authorization server will not accept it.", "have a new one issued, and put it into this file.");
            }
            return own;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            reading.Report(filePath, "holds no certificate with its private key, or the password is wrong.", "PEM with BEGIN CERTIFICATE and a CertificateKeyFile with BEGIN PRIVATE KEY, or a PFX with its CertificatePassword.");
            return null;
        }
    }

    private static ClientCertificate FromPem(byte[] certificate, byte[] key, Secret? password)
    {
        var (pem, keyPem) = (Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
        var own = password is null ? X509Certificate2.CreateFromPem(pem, keyPem) : X509Certificate2.CreateFromEncryptedPem(pem, keyPem, password.Reveal());
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(pem);
        chain.RemoveAt(0);
        return new ClientCertificate(own, chain);
    }

    private static ClientCertificate FromPfx(byte[] pfx, Secret? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(pfx, password?.Reveal());
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException();
        all.Remove(own);
        return new ClientCertificate(own, all);
    }

    private static bool IsPem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0;
}
