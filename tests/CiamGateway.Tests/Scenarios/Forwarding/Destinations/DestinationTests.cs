using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Destinations;

/// <summary>
/// Which destination of a cluster gets a request: YARP's load balancing, health checks and session affinity do their part.
/// </summary>
public sealed class DestinationTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IAsyncLifetime
{
    private const string Cluster = "ReverseProxy:Clusters:provisioning";

    private Upstream _secondary = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _secondary = await Upstream.StartAsync(context => context.Response.WriteAsync("secondary"));

    public ValueTask DisposeAsync() => _secondary.DisposeAsync();

    [Fact]
    public async Task Load_balancing_takes_destinations_in_turn()
    {
        await using var gateway = await StartAsync([]);
        var names = await NamesAsync(gateway, 12);
        Assert.Equal(["primary", "secondary"], names.Distinct().Order(StringComparer.Ordinal));
        Assert.All(names.Zip(names.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task A_session_stays_at_its_destination_by_a_cookie_that_the_API_never_sees()
    {
        await using var gateway = await StartAsync(
            new() { [$"{Cluster}:SessionAffinity:Enabled"] = "true", [$"{Cluster}:SessionAffinity:AffinityKeyName"] = "Session" }
        );
        using var first = await gateway.Caller.GetAsync("/Domains", Cancellation);
        var name = await first.Content.ReadAsStringAsync(Cancellation);
        gateway.Caller.DefaultRequestHeaders.Add("Cookie", Assert.Single(first.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        Assert.Equal(Enumerable.Repeat(name, 8), await NamesAsync(gateway, 8));
        Assert.DoesNotContain("Cookie", gateway.Upstream.Headers.Keys);
    }

    [Fact]
    public async Task A_destination_that_fails_requests_gets_none_any_more()
    {
        await using var gateway = await StartAsync(
            new()
            {
                [$"{Cluster}:HealthCheck:Passive:Enabled"] = "true",
                [$"{Cluster}:Destinations:secondary:Address"] = "http://127.0.0.1:1/",
            }
        );
        await Eventually.HoldsAsync(async () => (await StatusesAsync(gateway, 8)).All(status => status == 200));
        using var operators = Http.To(gateway.Gateway.Management);
        var destinations = JsonNode.Parse(await operators.GetStringAsync("/status", Cancellation))!["destinations"]!.AsArray();
        Assert.Equal(
            ["primary Healthy", "secondary Unhealthy"],
            destinations.Select(destination => $"{destination!["name"]} {destination["passiveHealth"]}")
        );
    }

    [Fact]
    public async Task A_destination_whose_probe_fails_gets_no_requests()
    {
        await using var sick = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/health" ? 503 : 200;
            return Task.CompletedTask;
        });
        await using var gateway = await StartAsync(
            new()
            {
                [$"{Cluster}:HealthCheck:Active:Enabled"] = "true",
                [$"{Cluster}:HealthCheck:Active:Interval"] = "00:00:00.050",
                [$"{Cluster}:HealthCheck:Active:Path"] = "/health",
                [$"{Cluster}:Metadata:ConsecutiveFailuresHealthPolicy.Threshold"] = "1",
                [$"{Cluster}:Destinations:secondary:Address"] = sick.Address.AbsoluteUri,
            }
        );
        await Eventually.HoldsAsync(async () => (await NamesAsync(gateway, 8)).All(name => name == "primary"));
    }

    /// <returns>A gateway before two destinations, which take requests in turn and answer with their names.</returns>
    private Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings)
    {
        settings.TryAdd($"{Cluster}:Destinations:secondary:Address", _secondary.Address.AbsoluteUri);
        settings[$"{Cluster}:LoadBalancingPolicy"] = "RoundRobin";
        return GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, context => context.Response.WriteAsync("primary"), settings);
    }

    private static async Task<int[]> StatusesAsync(GatewayBeforeUpstream gateway, int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
            statuses[i] = (int)response.StatusCode;
        }
        return statuses;
    }

    private static async Task<string[]> NamesAsync(GatewayBeforeUpstream gateway, int count)
    {
        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = await gateway.Caller.GetStringAsync("/Domains", Cancellation);
        }
        return names;
    }
}
