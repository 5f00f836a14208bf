using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>A gateway that would work, between its two servers, and what <c>doctor</c> says of it with the settings of a test.</summary>
internal sealed class ExaminedGateway : IAsyncDisposable
{
    public const string Client = "Gateway:TokenClients:provisioning";

    private ExaminedGateway(ExaminedServers servers) => Servers = servers;

    public ConfigurationFolder Folder { get; } = ConfigurationFolder.Sound();

    public ExaminedServers Servers { get; }

    public static async Task<ExaminedGateway> StartAsync() => new(await ExaminedServers.StartAsync());

    public static string Destination(string name) => $"ReverseProxy:Clusters:provisioning:Destinations:{name}:Address";

    /// <returns>The checks of one kind, such as <c>token</c>.</returns>
    public static IEnumerable<JsonNode> Checks(string kind, JsonNode report) =>
        report["checks"]!.AsArray().Where(check => check!["check"]!.GetValue<string>() == kind)!;

    public async Task<JsonNode> ReportAsync(params (string Key, string? Value)[] settings) =>
        JsonNode.Parse((await RunAsync("doctor --json", settings)).Output)!;

    /// <param name="command">If it names no time limit, the checks have a minute.</param>
    public Task<GatewayProcess> RunAsync(string command, params (string Key, string? Value)[] settings)
    {
        Dictionary<string, string?> all = new()
        {
            [$"{Client}:TokenEndpoint"] = Servers.AuthorizationServer.TokenEndpoint.AbsoluteUri,
            [$"{Client}:ClientId"] = SandboxClient.Gateway.ClientId,
            [$"{Client}:AttemptTimeout"] = "00:00:50",
            [$"{Client}:TotalTimeout"] = "00:00:50",
            [Destination("primary")] = Servers.Api.Address.AbsoluteUri,
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }
        var secret = new JsonObject { ["ClientSecret"] = SandboxClient.Gateway.ClientSecret };
        Folder.With("secret.json", $$"""{ "Gateway": { "TokenClients": { "provisioning": {{secret}} } } }""");
        string[] limit = command.Contains("--timeout", StringComparison.Ordinal) ? [] : ["--timeout", "60"];
        string[] arguments = [.. command.Split(' '), .. limit, "--config", Path.Combine(Folder.Path, "secret.json")];
        return GatewayProcess.RunAsync(Folder.Path, [.. arguments, .. all.Select(setting => $"--{setting.Key}={setting.Value}")]);
    }

    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        Folder.Dispose();
    }
}
