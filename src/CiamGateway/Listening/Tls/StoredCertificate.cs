using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Listening.Tls;

/// <summary>Finds a certificate in the operating system's store, as Kestrel does.</summary>
internal static class StoredCertificate
{
    /// <param name="section">One with the keys of <see cref="CertificateOptions"/>.</param>
    /// <returns>The one with a private key that lasts longest; null if there is none, which Kestrel reports at the start.</returns>
    public static X509Certificate2? Find(IConfigurationSection section)
    {
        var name = section[nameof(CertificateOptions.Store)] is { Length: > 0 } store ? store : nameof(StoreName.My);
        var isOfMachine = nameof(StoreLocation.LocalMachine)
            .Equals(section[nameof(CertificateOptions.Location)], StringComparison.OrdinalIgnoreCase);
        var onlyValid = !(bool.TryParse(section[nameof(CertificateOptions.AllowInvalid)], out var allows) && allows);
        try
        {
            using var opened = new X509Store(name, isOfMachine ? StoreLocation.LocalMachine : StoreLocation.CurrentUser);
            opened.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return opened
                .Certificates.Find(X509FindType.FindBySubjectName, section[nameof(CertificateOptions.Subject)]!, onlyValid)
                .Where(certificate => certificate.HasPrivateKey)
                .MaxBy(certificate => certificate.NotAfter);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
