using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using CiamGateway.Sandbox.Soak;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>A client secret is rotated by changing its file, while calls go on and none of them fails.</summary>
public sealed class SecretRotationTests : IAsyncLifetime
{
    private const string SecretFile = "secrets/client_secret";
    private static readonly SteadyCall Call = new("GET", "/Domains", 200);

    private SandboxAuthorizationServer _server = null!;
    private SandboxProvisioningApi _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), Cancellation);
        _api = await SandboxProvisioningApi.StartAsync(new ProvisioningApiOptions { Issuer = _server.Address }, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public Task A_secret_file_that_is_written_again_takes_effect() =>
        RotateAsync(
            folder => folder.With(SecretFile, SandboxClient.Gateway.ClientSecret),
            (gateway, _) =>
            {
                gateway.Write(SecretFile, "second\n");
                return Task.CompletedTask;
            }
        );

    [Fact]
    public Task A_secret_file_that_is_renamed_over_the_old_one_is_taken_up() =>
        RotateAsync(
            folder => folder.With(SecretFile, SandboxClient.Gateway.ClientSecret),
            (gateway, _) =>
            {
                gateway.Rename(SecretFile, "second\n");
                return Task.CompletedTask;
            }
        );

    [Fact]
    public Task A_secret_that_Kubernetes_swaps_is_taken_up() =>
        RotateAsync(
            folder =>
            {
                folder.With("secrets/..2026_01/client_secret", SandboxClient.Gateway.ClientSecret);
                Directory.CreateSymbolicLink(Path.Combine(folder.Path, "secrets/..data"), "..2026_01");
                File.CreateSymbolicLink(Path.Combine(folder.Path, SecretFile), "..data/client_secret");
            },
            async (gateway, folder) =>
            {
                gateway.Write("secrets/..2026_02/client_secret", "second\n");
                await FileGateway.RelinkAsync(Path.Combine(folder.Path, "secrets/..data"), "..2026_02");
                Directory.Delete(Path.Combine(folder.Path, "secrets/..2026_01"), recursive: true);
            }
        );

    [Fact]
    public async Task A_wrong_secret_keeps_the_old_token_and_says_so_loudly_and_the_right_one_ends_that()
    {
        await using var gateway = await FileGateway.StartAsync(Folder().With(SecretFile, SandboxClient.Gateway.ClientSecret));
        var load = new SteadyLoad(gateway.Caller, Call);
        await using (load)
        {
            gateway.Write(SecretFile, "wrong");
            await gateway.SaysAsync("invalid_client");
            await gateway.SaysAsync("The token that is there still serves.");
            gateway.Write(SecretFile, SandboxClient.Gateway.ClientSecret);
            await Eventually.HoldsAsync(() => Granted == 2);
        }
        Assert.Empty(load.Failures);
        Assert.DoesNotContain(gateway.Log.GetSnapshot(), entry =>
            entry.Message.Contains(SandboxClient.Gateway.ClientSecret, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_secret_file_that_vanishes_is_refused_and_the_current_secret_stays()
    {
        var folder = Folder();
        await using var gateway = await FileGateway.StartAsync(folder.With(SecretFile, SandboxClient.Gateway.ClientSecret));
        File.Delete(Path.Combine(folder.Path, SecretFile));
        await gateway.ReloadedAsync("refused");
        await gateway.SaysAsync("Gateway:TokenClients:provisioning:ClientSecretFile: file ");
        await gateway.AnswersAsync("/Domains", 200);
    }

    /// <summary>The old secret is refused from the moment that the file changes.</summary>
    private async Task RotateAsync(Action<ConfigurationFolder> lay, Func<FileGateway, ConfigurationFolder, Task> change)
    {
        var folder = Folder();
        lay(folder);
        await using var gateway = await FileGateway.StartAsync(folder);
        var load = new SteadyLoad(gateway.Caller, Call);
        await using (load)
        {
            await _server.ChangeSecretAsync(SandboxClient.Gateway.ClientId, "second", Cancellation);
            await change(gateway, folder);
            await gateway.ReloadedAsync();
            await Eventually.HoldsAsync(() => Granted == 2);
            var before = load.Count;
            await Eventually.HoldsAsync(() => load.Count >= before + 20);
        }
        Assert.Empty(load.Failures);
        Assert.All(_server.TokenRequests, request => Assert.Null(request.Error));
        Assert.Equal(0, (await gateway.MetricsAsync()).Sum("ciam_gateway_token_lookups_total", "result=\"waited\""));
    }

    private int Granted => _server.TokenRequests.Count(request => request.Error is null);

    private ConfigurationFolder Folder() =>
        ConfigurationFolder
            .Sound()
            .With(
                "appsettings.json",
                $$"""
                {
                  "Gateway": { "TokenClients": { "provisioning": {
                    "TokenEndpoint": "{{_server.TokenEndpoint}}", "ClientId": "{{SandboxClient.Gateway.ClientId}}",
                      "ClientSecretFile": "{{SecretFile}}" } } },
                  "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": { "Address": "{{_api.Address}}" } } } } }
                }
                """
            );
}
