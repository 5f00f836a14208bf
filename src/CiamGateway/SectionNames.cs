using System.Text.Json.Serialization.Metadata;
using CiamGateway.Callers;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Listening;
using CiamGateway.Telemetry.Log;

namespace CiamGateway;

/// <summary>The sections that a configuration file may have. Files only: the environment holds much that is not for the gateway.</summary>
internal static class SectionNames
{
    /// <summary>What editors read to find the JSON Schema.</summary>
    public const string Schema = "$schema";

    /// <summary>YARP's own.</summary>
    public const string Proxy = "ReverseProxy";

    /// <summary>Those with keys below them.</summary>
    public static readonly string[] Nested = [GatewayOptions.Section, Proxy, KestrelOptions.Section, LoggingValidator.Section];

    /// <summary>The names of single values.</summary>
    public static readonly string[] Single = [ListeningAddresses.UrlsKey, AllowedHostsValidator.Key];

    public static readonly string[] Known = [.. Nested, .. Single, Schema];

    /// <summary>What the gateway's own sections are bound to.</summary>
    public static readonly IReadOnlyDictionary<string, JsonTypeInfo> Classes = new Dictionary<string, JsonTypeInfo>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        [GatewayOptions.Section] = GatewayOptionsJsonContext.Default.GatewayOptions,
        [KestrelOptions.Section] = GatewayOptionsJsonContext.Default.KestrelOptions,
    };

    /// <summary>The options of all sections that are secrets.</summary>
    public static readonly SecretKeys Secrets = new(Classes);

    /// <summary>Reports the right place of a section that is below Gateway by mistake.</summary>
    /// <param name="first">The first of the problems to look at.</param>
    public static void NameMisplaced(List<ConfigurationProblem> problems, int first)
    {
        const string below = $"{GatewayOptions.Section}:";
        for (var i = first; i < problems.Count; i++)
        {
            var name = problems[i].Path.StartsWith(below, StringComparison.OrdinalIgnoreCase) ? problems[i].Path[below.Length..] : "";
            var place =
                Known.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"beside {GatewayOptions.Section}, to the top of the file"
                : name.Equals("Routes", StringComparison.OrdinalIgnoreCase) ? $"to {Proxy}:Routes"
                : null;
            problems[i] = place is null ? problems[i] : problems[i] with { Fix = $"move it {place}." };
        }
    }

    public static void Check(ConfigurationReading reading)
    {
        foreach (var key in reading.Origins.Files.SelectMany(file => file.Sections).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!Known.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                reading.Report(
                    key,
                    "is not a known section.",
                    NearestName.Of(key, Known) is { } nearest
                        ? $"write '{nearest}'."
                        : $"write one of {string.Join(", ", Known)}, or remove it."
                );
            }
        }
    }
}
