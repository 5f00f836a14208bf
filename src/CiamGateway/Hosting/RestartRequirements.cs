using CiamGateway.Audit;
using CiamGateway.Configuration.Checking;
using CiamGateway.Limits;
using CiamGateway.Listening;
using CiamGateway.Management;

namespace CiamGateway.Hosting;

/// <summary>
/// What a change asks for that only a restart brings into force: where and how the gateway listens, and what is sized once.
/// </summary>
internal static class RestartRequirements
{
    private static readonly string[] Keys =
    [
        ListeningAddresses.UrlsKey,
        $"{GatewayOptions.Section}:{nameof(GatewayOptions.Management)}:{nameof(ManagementOptions.Url)}",
        $"{GatewayOptions.Section}:{nameof(GatewayOptions.Limits)}:{nameof(LimitOptions.MaxConcurrentConnections)}",
        $"{GatewayOptions.Section}:{nameof(GatewayOptions.Audit)}:{nameof(AuditOptions.QueueSize)}",
    ];

    /// <summary>What listeners present is renewed while the gateway runs, but for host names that it did not start with.</summary>
    private static readonly string[] Renewed =
    [
        nameof(CertificateOptions.Path),
        nameof(CertificateOptions.KeyPath),
        nameof(CertificateOptions.Password),
    ];

    /// <param name="started">What the gateway started with.</param>
    /// <param name="changed">What is in force now.</param>
    /// <returns>Warnings, until the gateway is restarted or the change is taken back.</returns>
    public static IEnumerable<ConfigurationProblem> Between(GatewayConfiguration started, GatewayConfiguration changed) =>
        from key in Keys.Concat(Kestrel(started, started, changed))
            .Concat(Kestrel(changed, started, changed))
            .Distinct(StringComparer.OrdinalIgnoreCase)
        where started.Root[key] != changed.Root[key]
        select changed.Origins.Locate(
            new ConfigurationProblem(
                key,
                "is changed, which takes a restart: until then it is as it was at the start.",
                "restart the gateway, or take the change back."
            )
            {
                Severity = ProblemSeverity.Warning,
            }
        );

    private static IEnumerable<string> Kestrel(GatewayConfiguration of, GatewayConfiguration started, GatewayConfiguration changed) =>
        from setting in of.Root.At(KestrelOptions.Section).AsEnumerable()
        where setting.Value is not null && !IsRenewed(setting.Key, started, changed)
        select setting.Key;

    private static bool IsRenewed(string key, GatewayConfiguration started, GatewayConfiguration changed)
    {
        var section = ConfigurationPath.GetParentPath(key) ?? "";
        return Renewed.Contains(ConfigurationPath.GetSectionKey(key), StringComparer.OrdinalIgnoreCase)
            && (
                !key.Contains($":{nameof(EndpointOptions.Sni)}:", StringComparison.OrdinalIgnoreCase)
                || (started.HostNameCertificates.ContainsKey(section) && changed.HostNameCertificates.ContainsKey(section))
            );
    }
}
