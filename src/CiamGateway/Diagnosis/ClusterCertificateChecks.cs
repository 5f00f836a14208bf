using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections;

namespace CiamGateway.Diagnosis;

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
