using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Schema;
using CiamGateway.Listening;

namespace CiamGateway.Hosting;

/// <summary>
/// Changes that need a restart: where and how the gateway listens, and what is sized once at the start.
/// </summary>
internal static class RestartRequirements
{
    private static readonly string[] Keys =
    [
        ListeningAddresses.UrlsKey,
        .. Marked(GatewayOptions.Section, GatewayOptionsJsonContext.Default.GatewayOptions),
    ];

    /// <summary>What listeners present is renewed while the gateway runs, but for host names that it did not start with.</summary>
    private static readonly string[] Renewed =
    [
        nameof(CertificateOptions.Path),
        nameof(CertificateOptions.KeyPath),
        nameof(CertificateOptions.Password),
    ];

    /// <param name="started">What the gateway started with.</param>
    /// <param name="changed">The current settings.</param>
    /// <returns>Warnings, until the gateway is restarted or the change is taken back.</returns>
    public static IEnumerable<ConfigurationProblem> Between(GatewayConfiguration started, GatewayConfiguration changed) =>
        from key in Keys.Concat(Kestrel(started, started, changed))
            .Concat(Kestrel(changed, started, changed))
            .Distinct(StringComparer.OrdinalIgnoreCase)
        where started.Root[key] != changed.Root[key]
        select changed.Origins.Locate(
            new ConfigurationProblem(
                key,
                "has changed, but takes effect only after a restart.",
                "restart the gateway, or take the change back."
            )
            {
                Severity = ProblemSeverity.Warning,
            }
        );

    /// <summary>The keys of the options that say so, except those below names that an operator chooses.</summary>
    private static IEnumerable<string> Marked(string path, JsonTypeInfo type) =>
        type.Kind is JsonTypeInfoKind.Object
            ? type.Properties.SelectMany(property =>
                OptionAttribute.Of(property) is { NeedsRestart: true }
                    ? [$"{path}:{property.Name}"]
                    : Marked($"{path}:{property.Name}", type.Options.GetTypeInfo(property.PropertyType))
            )
            : [];

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
