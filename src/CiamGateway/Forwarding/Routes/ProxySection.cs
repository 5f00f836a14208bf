using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>The <c>ReverseProxy</c> section as YARP reads it; YARP itself passes over keys that it does not know.</summary>
internal sealed class ProxySection
{
    /// <summary>The section's names and types as data.</summary>
    public static JsonTypeInfo<ProxySection> TypeInfo { get; } = CreateTypeInfo();

    public Dictionary<string, RouteConfig> Routes { get; set; } = [];

    public Dictionary<string, ClusterConfig> Clusters { get; set; } = [];

    /// <summary>
    /// The whole configuration without the values of this section that YARP cannot read, each of which is added to the problems.
    /// </summary>
    public static IConfiguration Readable(IndexedConfiguration root, ICollection<ConfigurationProblem> problems)
    {
        var found = new List<ConfigurationProblem>();
        ConfigurationKeys.Check(root.At(RoutePath.Section), TypeInfo, found);
        if (found.Count == 0)
        {
            return root;
        }
        var settings = root.Settings.ToDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var problem in found)
        {
            foreach (var faulty in root.At(problem.Path).AsEnumerable())
            {
                settings.Remove(faulty.Key);
            }
            problems.Add(problem);
        }
        return new IndexedConfiguration(settings);
    }

    private static JsonTypeInfo<ProxySection> CreateTypeInfo()
    {
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = ProxySectionJsonContext.Default.WithAddedModifier(WithoutKeyOfParent),
        };
        // Only then are the types kept once they are made.
        options.MakeReadOnly();
        return (JsonTypeInfo<ProxySection>)options.GetTypeInfo(typeof(ProxySection));
    }

    /// <summary>A route's and a cluster's name is its key in the configuration.</summary>
    private static void WithoutKeyOfParent(JsonTypeInfo type)
    {
        var key =
            type.Type == typeof(RouteConfig) ? nameof(RouteConfig.RouteId)
            : type.Type == typeof(ClusterConfig) ? nameof(ClusterConfig.ClusterId)
            : null;
        if (key is not null)
        {
            type.Properties.Remove(type.Properties.Single(property => property.Name == key));
        }
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProxySection))]
internal sealed partial class ProxySectionJsonContext : JsonSerializerContext;
