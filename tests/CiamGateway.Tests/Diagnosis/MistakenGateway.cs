using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Diagnosis;

/// <summary>A gateway with one route, that is right but for the mistake that a test makes, and what its operator sees of it.</summary>
internal sealed class MistakenGateway : IDisposable
{
    public const string Client = "Gateway:TokenClients:provisioning";
    public const string Destination = "ReverseProxy:Clusters:provisioning:Destinations:primary:Address";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    private MistakenGateway(Uri tokenEndpoint, Uri api) =>
        Settings = new()
        {
            [$"{Client}:TokenEndpoint"] = tokenEndpoint.AbsoluteUri,
            [$"{Client}:ClientId"] = SandboxClient.Gateway.ClientId,
            [$"{Client}:ClientSecret"] = SandboxClient.Gateway.ClientSecret,
            [$"{Client}:Retries"] = "0",
            [$"{Client}:ConnectTimeout"] = "00:00:50",
            [$"{Client}:AttemptTimeout"] = "00:00:50",
            [$"{Client}:TotalTimeout"] = "00:00:50",
            ["ReverseProxy:Routes:domain-list:Transforms:0:Warm"] = "false",
            [Destination] = api.AbsoluteUri,
        };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Dictionary<string, string?> Settings { get; }

    public static MistakenGateway Before(Uri tokenEndpoint, Uri api, params IEnumerable<(string Key, string? Value)> mistakes)
    {
        var gateway = new MistakenGateway(tokenEndpoint, api);
        foreach (var (key, value) in mistakes)
        {
            gateway.Settings[key] = value;
        }
        return gateway;
    }

    public MistakenGateway With(string file, string content)
    {
        _folder.With(file, content);
        return this;
    }

    /// <summary>The only line of the report that tells of something wrong.</summary>
    public Task<string> DoctorAsync(string about) => LineOfAsync("doctor --timeout 60", about);

    /// <inheritdoc cref="DoctorAsync"/>
    public Task<string> ValidateAsync() => LineOfAsync("validate", "");

    /// <summary>What the log says of a call.</summary>
    public async Task<string> LogAsync(int eventId, string? apiKey = null, string header = "X-Api-Key")
    {
        await using var gateway = await StartAsync();
        var log = GatewayLog.Of(gateway);
        using var caller = Http.To(gateway.Address);
        if (apiKey is not null)
        {
            caller.DefaultRequestHeaders.Add(header, apiKey);
        }
        using var response = await caller.GetAsync("/Domains", Cancellation);
        FakeLogRecord? line = null;
        await Eventually.HoldsAsync(() => (line = log.GetSnapshot().FirstOrDefault(entry => entry.Id.Id == eventId)) is not null);
        return line!.Message;
    }

    /// <summary>The detail of the answer to a call.</summary>
    public async Task<string> AnswerAsync()
    {
        await using var gateway = await StartAsync();
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        return (await TokenRequests.JsonAsync(response))["detail"]!.GetValue<string>();
    }

    public void Dispose() => _folder.Dispose();

    private Task<SandboxGateway> StartAsync() =>
        SandboxGateway.StartAsync(
            _folder.Path,
            QuietSettings.With([.. GatewayLog.Settings, .. Settings, new("Gateway:Audit:Target", "None")]),
            Cancellation
        );

    private async Task<string> LineOfAsync(string verb, string about)
    {
        var run = await GatewayProcess.RunAsync(
            _folder.Path,
            [.. verb.Split(' '), .. Settings.Select(setting => $"--{setting.Key}={setting.Value}")]
        );
        Assert.DoesNotContain(SandboxClient.Gateway.ClientSecret, run.Output + run.Errors, StringComparison.Ordinal);
        return Assert.Single(run.Output.Split('\n'), line =>
            (line.StartsWith("error: ", StringComparison.Ordinal) || line.StartsWith("warning: ", StringComparison.Ordinal))
            && line.Contains(about, StringComparison.Ordinal)
        );
    }
}
