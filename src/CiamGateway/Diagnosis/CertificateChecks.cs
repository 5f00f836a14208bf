using CiamGateway.Configuration.Secrets;

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
