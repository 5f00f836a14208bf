using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections;

namespace CiamGateway.Diagnosis;

/// <summary>
/// Looks at the end of every certificate that listeners present, or that the gateway trusts. Client certificates are looked at with what
/// else is known of them.
/// </summary>
internal sealed class CertificateChecks(CurrentConfiguration configuration, TimeProvider clock) : IExamination
{
    public IEnumerable<PendingCheck> Checks =>
        from certificate in configuration.Current.Certificates
        where certificate.Usage != CertificateUsage.TokenClient && certificate.Usage != CertificateUsage.Cluster
        let check = Examine(certificate)
        select new PendingCheck(check, _ => Task.FromResult<Check>(check));

    private CertificateCheck Examine(NamedCertificate certificate) =>
        new(certificate.Usage.Label, certificate.Path, certificate.File, certificate.Subject, certificate.NotBefore, certificate.NotAfter)
        {
            Findings = [.. CertificateFindings.Of([certificate], clock.GetUtcNow())],
        };
}

/// <summary>Looks at the age and the end of every client certificate for an API.</summary>
internal sealed class ClusterCertificateChecks(CurrentConfiguration configuration, TimeProvider clock) : IExamination
{
    public IEnumerable<PendingCheck> Checks =>
        from cluster in configuration.Current.Clusters
        let certificate = cluster.Value.Certificate
        where certificate is not null
        let check = Examine(cluster.Key, certificate)
        select new PendingCheck(check, _ => Task.FromResult<Check>(check));

    private ClusterCertificateCheck Examine(string cluster, KeyedCertificate certificate)
    {
        var current = configuration.Current;
        var file = Path.GetFullPath(current.Options.Clusters[cluster].CertificateFile!, current.Arguments.ContentRoot);
        var written = current.Files.WrittenAt(file);
        return new ClusterCertificateCheck(cluster, file, certificate.NotAfter.ToUniversalTime(), certificate.Thumbprint)
        {
            ChangedAt = written,
            AgeInDays = written is { } time ? Math.Max(0, (clock.GetUtcNow() - time).Days) : null,
            Findings = [.. CertificateFindings.Of(current, KeyOf(cluster), clock.GetUtcNow())],
        };
    }

    private static string KeyOf(string cluster) =>
        $"{GatewayOptions.Section}:{nameof(GatewayOptions.Clusters)}:{cluster}:{nameof(ClusterOptions.CertificateFile)}";
}

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
