using System.Net;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Management;

public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_says_per_route_how_it_does()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await scenario.Gateway.WaitUntilReadyAsync(Cancellation);
        Assert.Equal("ready\n", await scenario.Operator.GetStringAsync("/health/ready", Cancellation));
        var verbose = (await scenario.Operator.GetStringAsync("/health/ready?verbose", Cancellation)).Split('\n');
        Assert.Contains("[+] tokens: 2 warm tokens are there", verbose);
        Assert.Contains("[+] route domain-delete: serves", verbose);
        Assert.Equal("alive\n", await scenario.Operator.GetStringAsync("/health/live", Cancellation));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK, "ready, degraded\n")]
    [InlineData("domain-list", HttpStatusCode.OK, "ready, degraded\n")]
    [InlineData("USER-LIST", HttpStatusCode.ServiceUnavailable, "not ready\n")]
    [InlineData("*", HttpStatusCode.ServiceUnavailable, "not ready\n")]
    public async Task A_scope_that_is_refused_takes_its_own_routes_down_and_says_why(string? required, HttpStatusCode expected, string word)
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new(GatewayLog.Settings)
            {
                ["ReverseProxy:Routes:user-list:Transforms:0:Scope"] = "iam.root",
                ["Gateway:Management:RequiredRoutes:0"] = required,
            }
        );
        var log = GatewayLog.Of(scenario.Gateway);
        // At first the gateway waits until every token was asked for.
        var (status, report) = await UntilAsync(scenario.Operator, report =>
            report.StartsWith(word, StringComparison.Ordinal)
            && report.Contains("invalid_scope", StringComparison.Ordinal)
            && report.Split("[-] route ").Length == 2
        );
        Assert.Equal(expected, status);
        Assert.StartsWith(word, report, StringComparison.Ordinal);
        Assert.Contains(
            "[-] route user-list: down, no access token. The authorization server refused the token request: invalid_scope.",
            report,
            StringComparison.Ordinal
        );
        Assert.Contains("token client 'provisioning', scope 'iam.root': down", report, StringComparison.Ordinal);
        Assert.Contains("\nciam_gateway_routes_down 1\n", await scenario.MetricsAsync(), StringComparison.Ordinal);
        Assert.Contains("No token for scope ", await scenario.Operator.GetStringAsync("/status", Cancellation), StringComparison.Ordinal);
        Assert.Equal(expected is HttpStatusCode.OK ? 1 : 0, log.GetSnapshot().Count(entry => entry.Id.Id == 6004));
    }

    [Fact]
    public async Task One_of_two_token_clients_that_is_broken_does_not_make_the_gateway_unready_and_both_do()
    {
        await using var scenario = await GatewayScenario.StartAsync(OneRouteOf("broken", new(GatewayLog.Settings)));
        var log = GatewayLog.Of(scenario.Gateway);
        var (status, report) = await UntilAsync(scenario.Operator, report =>
            report.Contains("[-] route user-list: down", StringComparison.Ordinal) && report.StartsWith("ready", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("ready, degraded\n[+] configuration", report, StringComparison.Ordinal);
        Assert.Contains("[+] route domain-list: serves", report, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() =>
            log.GetSnapshot()
                .Any(entry => entry.Message.Contains("1 of 15 routes have no access token ('user-list')", StringComparison.Ordinal))
        );

        await using var other = await GatewayScenario.StartAsync(
            OneRouteOf("broken", new() { ["Gateway:TokenClients:provisioning:ClientSecret"] = "wrong" })
        );
        (status, report) = await UntilAsync(other.Operator, report => !report.Contains("no access token yet", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("not ready\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_client_of_one_caller_degrades_the_routes_and_leaves_them_to_the_others()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            OneRouteOf("provisioning", new() { ["Gateway:Callers:payroll:TokenClients:provisioning"] = "broken" })
        );
        var (status, report) = await UntilAsync(scenario.Operator, report =>
            report.Contains("refuses connections", StringComparison.Ordinal) && report.StartsWith("ready", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain("[-]", report, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> OneRouteOf(string client, Dictionary<string, string?> settings) =>
        new(settings)
        {
            ["Gateway:TokenClients:broken:TokenEndpoint"] = "http://127.0.0.1:1/",
            ["Gateway:TokenClients:broken:ClientId"] = "broken",
            ["Gateway:TokenClients:broken:ClientSecret"] = "s3cret",
            ["Gateway:TokenClients:broken:Retries"] = "0",
            ["ReverseProxy:Routes:user-list:Transforms:0:AccessToken"] = client,
        };

    [Fact]
    public async Task A_token_that_cannot_be_renewed_degrades_first_and_is_down_when_it_is_over()
    {
        var clock = new TwoClocks();
        var server = await SandboxAuthorizationServer.StartAsync(
            new AuthorizationServerOptions { TokenLifetime = TimeSpan.FromSeconds(10) },
            Cancellation
        );
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            server.TokenEndpoint,
            api.Address,
            new() { ["Gateway:TokenClients:provisioning:Retries"] = "0" },
            services => services.AddSingleton<TimeProvider>(clock)
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        await server.DisposeAsync();
        using var watcher = Http.To(gateway.Management);

        // A token is renewed when 85 % of its lifetime are over at the latest.
        clock.Advance(TimeSpan.FromSeconds(8.6));
        var (status, degraded) = await UntilAsync(watcher, report =>
            report.Contains("[+] route domain-list: degraded", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("ready, degraded\n", degraded, StringComparison.Ordinal);
        Assert.Contains("[+] route domain-list: degraded, the token serves for ", degraded, StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromSeconds(1.5));
        (status, var down) = await UntilAsync(watcher, report => report.Contains("[-] route domain-list: down", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("refuses connections", down, StringComparison.Ordinal);
    }

    private static Task<(HttpStatusCode Status, string Report)> UntilAsync(HttpClient watcher, Func<string, bool> condition) =>
        Eventually.ValueAsync(
            async () =>
            {
                using var answer = await watcher.GetAsync("/health/ready?verbose", Cancellation);
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
            },
            answer => condition(answer.Item2)
        );
}
