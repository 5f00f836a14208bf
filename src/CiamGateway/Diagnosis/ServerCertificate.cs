using CiamGateway.Telemetry;

namespace CiamGateway.Diagnosis;

/// <summary>Says in time that a server's certificate ends.</summary>
internal static class ServerCertificate
{
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    public static IEnumerable<Finding> Findings(ExchangeFacts exchange, string server, TimeProvider clock) =>
        exchange.CertificateNotAfter is { } end && end - clock.GetUtcNow() < Notice
            ?
            [
                Finding.Warning(
                    $"the certificate of {server} ends on {end:yyyy-MM-dd}, and connections fail from then on. "
                        + "Fix: have its operator renew it."
                ),
            ]
            : [];
}
