using System.Text.Json.Serialization;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Management.Status;

/// <summary>A certificate that the gateway presents, or trusts by a file that the configuration names.</summary>
/// <param name="Usage">listener, client_certificate, trusted_authority or caller_authority.</param>
/// <param name="Key">The configuration key that names it.</param>
/// <param name="File">The full path of its file; absent if it is in the operating system's store.</param>
/// <param name="State">valid; ending, if it is valid for less than two weeks; ended; or notYetValid.</param>
/// <param name="DaysLeft">Whole days until it ends; below 0 if it has ended.</param>
internal sealed record CertificateStatus(
    string Usage,
    string Key,
    string? File,
    string Subject,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string State,
    int DaysLeft
)
{
    public const string Ending = "ending";

    /// <summary>What follows from its end, and what to do; absent if it is valid for longer.</summary>
    public StatusReason? Problem { get; init; }

    /// <summary>error or warning.</summary>
    [JsonIgnore]
    public string Severity { get; init; } = StatusProblem.Warning;

    public static CertificateStatus Of(NamedCertificate certificate, DateTimeOffset now) =>
        new(
            certificate.Usage.Label,
            certificate.Path,
            certificate.File,
            certificate.Subject,
            certificate.NotBefore,
            certificate.NotAfter,
            certificate switch
            {
                _ when certificate.NotBefore > now => "notYetValid",
                _ when certificate.NotAfter < now => "ended",
                _ when CertificateValidity.IsReported(certificate, now, CertificateValidity.Notice) => Ending,
                _ => "valid",
            },
            (int)Math.Floor((certificate.NotAfter - now).TotalDays)
        )
        {
            Severity = CertificateValidity.SeverityOf(certificate, now),
            Problem = CertificateValidity.IsReported(certificate, now, CertificateValidity.Notice)
                ? new StatusReason(
                    $"{CertificateValidity.Describe(certificate, now)}.",
                    $"Fix: {CertificateValidity.Fix(certificate, now, $"the file of {certificate.Path}")}"
                )
                : null,
        };
}
