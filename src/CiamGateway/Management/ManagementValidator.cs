using CiamGateway.Callers;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Management;

/// <summary>The rules for the management listener.</summary>
internal static class ManagementValidator
{
    private const string Section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Management)}";

    public static void Check(GatewayOptions options, IndexedConfiguration root, ConfigurationReading reading)
    {
        var management = options.Management;
        if (
            management.AccessPolicy is { Length: > 0 } policy
            && !AccessSettings.IsReserved(policy)
            && !options.AccessPolicies.ContainsKey(policy)
        )
        {
            reading.Report(
                $"{Section}:{nameof(management.AccessPolicy)}",
                $"'{policy}' is not an access policy.",
                NearestName.Of(policy, options.AccessPolicies.Keys) is { } nearest
                    ? $"write '{nearest}'."
                    : $"define it under {GatewayOptions.Section}:{nameof(GatewayOptions.AccessPolicies)}, "
                        + "or default for every known caller.",
                refersTo: $"{GatewayOptions.Section}:{nameof(GatewayOptions.AccessPolicies)}:{policy}"
            );
        }
        if (management.ProtectMetrics && string.IsNullOrEmpty(management.AccessPolicy))
        {
            reading.Report(
                $"{Section}:{nameof(management.ProtectMetrics)}",
                "needs an AccessPolicy, which says who may read the metrics.",
                $"set {Section}:{nameof(management.AccessPolicy)}, or false."
            );
        }
        foreach (var (element, host) in reading.Elements($"{Section}:{nameof(management.AllowedHosts)}", management.AllowedHosts))
        {
            if (Uri.CheckHostName(host) is UriHostNameType.Unknown)
            {
                reading.Report(
                    element,
                    $"'{host}' is not a host name.",
                    "write a name without scheme and port, such as \"gateway.example.com\"."
                );
            }
        }
        CheckRoutes(management.RequiredRoutes, root, reading);
    }

    private static void CheckRoutes(IReadOnlyList<string> required, IndexedConfiguration root, ConfigurationReading reading)
    {
        var routes = root.GetSection($"{SectionNames.Proxy}:Routes")
            .GetChildren()
            .Select(route => route.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (element, route) in reading.Elements($"{Section}:{nameof(ManagementOptions.RequiredRoutes)}", required))
        {
            if (route != ManagementOptions.AllRoutes && !routes.Contains(route))
            {
                reading.Report(
                    element,
                    $"'{route}' is not a route.",
                    NearestName.Of(route, routes) is { } nearest
                        ? $"write '{nearest}'."
                        : $"write a name under {SectionNames.Proxy}:Routes, or * for every route."
                );
            }
        }
    }
}
