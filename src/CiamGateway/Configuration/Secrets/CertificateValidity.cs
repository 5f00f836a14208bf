using CiamGateway.Configuration.Checking;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Tells in time that a certificate ends, or is not valid yet.</summary>
internal static class CertificateValidity
{
    /// <summary>How long before its end a certificate is reported. The alert rules say the same.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    /// <returns>A warning for each certificate that is not valid now, or ends within <paramref name="notice"/>.</returns>
    public static IEnumerable<ConfigurationProblem> Check(
        IEnumerable<NamedCertificate> certificates,
        DateTimeOffset now,
        TimeSpan notice
    ) =>
        from certificate in certificates
        where IsReported(certificate, now, notice)
        select new ConfigurationProblem(certificate.Path, $"{Describe(certificate, now)}.", Fix(certificate, now))
        {
            Severity = ProblemSeverity.Warning,
            IsOfValidity = true,
        };

    public static bool IsReported(NamedCertificate certificate, DateTimeOffset now, TimeSpan notice) =>
        certificate.NotAfter < now + notice || certificate.NotBefore > now;

    /// <summary>
    /// An error if connections fail because of it. Whether a server still needs a trusted certificate, only connections to it show.
    /// </summary>
    public static string SeverityOf(NamedCertificate certificate, DateTimeOffset now)
    {
        var isValid = certificate.NotAfter >= now && certificate.NotBefore <= now;
        return isValid || certificate.Usage.IsOfServers ? ProblemSeverity.Warning : ProblemSeverity.Error;
    }

    public static string Describe(NamedCertificate certificate, DateTimeOffset now) =>
        certificate switch
        {
            _ when certificate.NotBefore > now =>
                $"the {certificate} is valid from {certificate.NotBefore:yyyy-MM-dd HH:mm} UTC on, so {certificate.Usage.Refusal}",
            _ when certificate.NotAfter < now =>
                $"the {certificate} ended on {certificate.NotAfter:yyyy-MM-dd}, so {certificate.Usage.Refusal}",
            _ => $"the {certificate} ends on {certificate.NotAfter:yyyy-MM-dd}, and from then on {certificate.Usage.Refusal}",
        };

    /// <param name="file">How to name its file.</param>
    public static string Fix(NamedCertificate certificate, DateTimeOffset now, string file = "this file") =>
        certificate switch
        {
            _ when certificate.NotBefore > now => $"check this machine's clock, or keep the certificate before it in {file} until then.",
            { File: null } => "have a new one issued, and put it into the operating system's store.",
            { Usage.IsTrust: true } =>
                $"add the authority's new certificate to {file}, and remove the old one when nothing depends on it any more.",
            { IsChain: true } => $"have that authority send its new certificate, and put it into {file}.",
            _ => $"have a new one issued, and put it into {file}.",
        };
}
