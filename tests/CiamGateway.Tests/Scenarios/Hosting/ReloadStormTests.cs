using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.Soak;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>
/// Two hundred changes of the configuration under load, every other one broken in another way: the good ones are applied, the others
/// never do, and no call fails.
/// </summary>
public sealed class ReloadStormTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const int Rounds = 100;
    private const string Routes = "config/routes.json";
    private const string Settings = "appsettings.json";

    [Fact(Timeout = TimeLimit.Long)]
    public async Task Two_hundred_reloads_half_of_them_broken_fail_no_call()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await FileGateway.StartAsync(
            ConfigurationFolder.Sound().With(Settings, SettingsOf(upstream, round: 0)).With(Routes, RoutesOf(round: 0))
        );
        var load = new SteadyLoad(gateway.Caller, new SteadyCall("GET", "/Domains", 200), new SteadyCall("GET", "/Users", 200));
        await using (load)
        {
            for (var round = 1; round <= Rounds; round++)
            {
                var refused = await gateway.ReloadsAsync("refused");
                var (file, content) = Broken(upstream, round);
                gateway.Write(file, content);
                await gateway.ReloadedAsync("refused", refused + 1);
                gateway.Rename(Settings, SettingsOf(upstream, round));
                gateway.Rename(Routes, RoutesOf(round));
                await gateway.AnswersAsync($"/Round/{round}", 200);
            }
            var before = load.Count;
            await Eventually.HoldsAsync(() => load.Count >= before + 20);
        }
        Assert.Empty(load.Failures);
        await gateway.AnswersAsync($"/Round/{Rounds - 1}", 404);
        // More where a change was seen half written.
        Assert.True(await gateway.ReloadsAsync("refused") >= Rounds);
        Assert.True(await gateway.ReloadsAsync("applied") >= Rounds);
    }

    private (string File, string Content) Broken(Upstream upstream, int round) =>
        (round % 8) switch
        {
            0 => (Routes, ""),
            1 => (Routes, "{ \"ReverseProxy\": oops }"),
            2 => (Routes, RoutesOf(round)[..(round * 3)]),
            3 => (Routes, RoutesOf(round, client: "nobody")),
            4 => (Routes, RoutesOf(round, cluster: "nowhere")),
            5 => (Settings, SettingsOf(upstream, round).Replace("TokenClients", "TokenClient", StringComparison.Ordinal)),
            6 => (Settings, SettingsOf(upstream, round).Replace("\"ClientSecret\"", "\"ClientSecretFile\"", StringComparison.Ordinal)),
            _ => (Settings, SettingsOf(upstream, round).Replace("http://", "", StringComparison.Ordinal)),
        };

    /// <summary>Every round changes the token client, a limit and a destination.</summary>
    private string SettingsOf(Upstream upstream, int round) =>
        $$"""
            {
              "Gateway": {
                "TokenClients": { "provisioning": {
                  "TokenEndpoint": "{{fixture.TokenEndpoint}}", "ClientId": "{{SandboxClient.Gateway.ClientId}}",
                    "ClientSecret": "{{SandboxClient.Gateway.ClientSecret}}", "Retries": {{round
                % 3}} } },
                "Limits": { "PerCaller": { "Concurrency": {{500 + round}} } }
              },
              "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary-{{round
                % 2}}": { "Address": "{{upstream.Address}}" } } } } }
            }
            """;

    /// <summary>Every round moves a route.</summary>
    private static string RoutesOf(int round, string client = "provisioning", string cluster = "provisioning")
    {
        return $$"""
            { "ReverseProxy": { "Routes": {
              {{string.Join(", ", Route("domain-list", "/Domains"), Route("user-list", "/Users"), Route("round", $"/Round/{round}"))}} } } }
            """;

        string Route(string name, string path) =>
            $$"""
                "{{name}}": { "ClusterId": "{{cluster}}", "Match": { "Path": "{{path}}" }, "Transforms": [ { "AccessToken": "{{client}}",
                  "Scope": "application.client" } ] }
                """;
    }
}
