namespace CiamGateway.Diagnosis;

/// <summary>Says in time that a client certificate of the gateway ends.</summary>
internal static class ClientCertificateEnd
{
    /// <summary>A new client certificate takes its authority and the server's administrator.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    public static IEnumerable<Finding> Findings(DateTimeOffset end, TimeProvider clock)
    {
        if (end - clock.GetUtcNow() < Notice)
        {
            yield return end < clock.GetUtcNow()
                ? Finding.Error(
                    $"the client certificate ended on {end:yyyy-MM-dd}. Have a new one issued, and put it into CertificateFile."
                )
                : Finding.Warning(
                    $"the client certificate ends on {end:yyyy-MM-dd}. Have a new one issued, and put it into CertificateFile."
                );
        }
    }
}
