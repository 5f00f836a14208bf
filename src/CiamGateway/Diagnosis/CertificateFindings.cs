using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Diagnosis;

/// <summary>Says in time that a certificate of the configuration ends.</summary>
internal static class CertificateFindings
{
    /// <summary>A new certificate takes its authority, and often the administrator of a server.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    /// <summary>What is found of the certificates that a configuration key names.</summary>
    public static IEnumerable<Finding> Of(GatewayConfiguration configuration, string key, DateTimeOffset now) =>
        Of(configuration.Certificates.Where(certificate => certificate.Path.Equals(key, StringComparison.OrdinalIgnoreCase)), now);

    /// <summary>An error if connections fail because of a certificate; a warning if it ends soon, or if only servers need it.</summary>
    public static IEnumerable<Finding> Of(IEnumerable<NamedCertificate> certificates, DateTimeOffset now) =>
        from certificate in certificates
        where CertificateValidity.IsReported(certificate, now, Notice)
        select new Finding(
            CertificateValidity.SeverityOf(certificate, now),
            $"{CertificateValidity.Describe(certificate, now)}. "
                + $"Fix: {CertificateValidity.Fix(certificate, now, $"the file of {certificate.Path}")}"
        );
}
