using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Deployment;

/// <summary>What the files for Kubernetes, compose and systemd set is a configuration without a fault, on top of the shipped one.</summary>
public sealed partial class ShippedSettingsTests
{
    private static readonly string Config = Path.Combine(Repository.Root, "config");

    public static TheoryData<string> SettingFiles => ["kubernetes/gateway.json", "kubernetes/sidecar/gateway.json"];

    public static TheoryData<string> FilesThatSetVariables =>
        ["../Dockerfile", "compose.yaml", "ciam-gateway.service", .. Manifests.Files.Select(file => Path.GetRelativePath(Config, file))];

    [Theory]
    [MemberData(nameof(SettingFiles))]
    public async Task Settings_of_Kubernetes_have_no_problem_on_top_of_what_the_image_holds(string settings)
    {
        using var folder = ConfigurationFolder.Sound();
        folder.With("appsettings.json", Shipped("../appsettings.json", folder)).With("config/routes.json", Shipped("routes.json", folder));
        folder.With("gateway.json", Shipped(settings, folder));
        var run = await GatewayProcess.RunAsync(folder.Path, ImageVariables(), "validate", "--config", "gateway.json");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    [Theory]
    [MemberData(nameof(FilesThatSetVariables))]
    public async Task Every_key_that_a_variable_sets_is_in_the_schema(string file)
    {
        var schema = JsonNode.Parse((await CommandLine.RunAsync("schema")).Output)!;
        var names = VariableNames()
            .Matches(await File.ReadAllTextAsync(Path.Combine(Config, file), TestContext.Current.CancellationToken))
            .Select(match => match.Value);
        Assert.All(names, name => Assert.True(Knows(schema, name.Split("__")), name));
    }

    [Fact]
    public async Task A_key_that_is_not_in_the_schema_is_seen() =>
        Assert.False(
            Knows(
                JsonNode.Parse((await CommandLine.RunAsync("schema")).Output)!,
                ["Gateway", "TokenClients", "provisioning", "ClientSecretPath"]
            )
        );

    [Fact]
    public void The_image_listens_where_the_manifests_expect_it()
    {
        var dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));
        Assert.Contains("ASPNETCORE_URLS=http://+:8080", dockerfile, StringComparison.Ordinal);
        Assert.Matches("(?m)^USER 1654$", dockerfile);
        Assert.Contains("\"/app/ciam-gateway\", \"health\"", dockerfile, StringComparison.Ordinal);
        Assert.Contains(Manifests.GatewayOf(Manifests.PodOf("deployment.yaml")).Ports, port =>
            port is { Name: "http", ContainerPort: 8080 }
        );
        Assert.Equal(1654, Manifests.PodOf("deployment.yaml").SecurityContext.RunAsUser);
    }

    /// <summary>The secret of the container is one of the folder.</summary>
    private static string Shipped(string file, ConfigurationFolder folder) =>
        File.ReadAllText(Path.Combine(Config, file))
            .Replace("/run/secrets/ciam_client_secret", Path.Combine(folder.Path, "secret"), StringComparison.Ordinal);

    /// <summary>What the image sets for whatever runs in it.</summary>
    private static Dictionary<string, string> ImageVariables() =>
        ImageVariable()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")))
            .ToDictionary(variable => variable.Groups["name"].Value, variable => variable.Groups["value"].Value);

    private static bool Knows(JsonNode? schema, IEnumerable<string> path) =>
        path.Aggregate(schema, (node, key) => node?["properties"]?[key] ?? node?["additionalProperties"]) is JsonObject;

    [GeneratedRegex("(?m)^ENV (?<name>[A-Z_]+)=(?<value>.*)$")]
    private static partial Regex ImageVariable();

    [GeneratedRegex("(Gateway|ReverseProxy|Kestrel)__[A-Za-z0-9_]+")]
    private static partial Regex VariableNames();
}
