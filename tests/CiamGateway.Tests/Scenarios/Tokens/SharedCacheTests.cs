using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>Two whole gateways with the shipped routes and one Redis ask for each token once.</summary>
public sealed class SharedCacheTests(RedisFixture redis) : IAsyncDisposable
{
    private readonly string _prefix = $"test-{Guid.NewGuid():n}";
    private readonly List<IAsyncDisposable> _running = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_running))
        {
            await part.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_second_one_is_ready_without_a_token_request_and_its_calls_are_served()
    {
        var authorizationServer = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), Cancellation);
        _running.Add(authorizationServer);
        var api = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions { Issuer = authorizationServer.Address },
            Cancellation
        );
        _running.Add(api);
        await StartAsync(authorizationServer, api);
        var scopes = authorizationServer.TokenRequests.Count;
        await Eventually.HoldsAsync(() => redis.Entries(_prefix).Count >= scopes);

        var second = await StartAsync(authorizationServer, api);
        using var caller = Http.To(second.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(scopes, authorizationServer.TokenRequests.Count);
        Assert.Contains(
            $"ciam_gateway_shared_cache_operations_total{{operation=\"read\",outcome=\"hit\"}} {scopes}",
            await MetricsOf(second),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Metrics_tell_whether_Redis_works_where_there_is_one()
    {
        const string metric = "\nciam_gateway_shared_cache_up";
        var authorizationServer = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), Cancellation);
        _running.Add(authorizationServer);
        var api = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions { Issuer = authorizationServer.Address },
            Cancellation
        );
        _running.Add(api);
        await ShowsAsync(await StartAsync(authorizationServer, api), $"{metric} 1");
        await ShowsAsync(await StartAsync(authorizationServer, api, redisPort: 1), $"{metric} 0");
        var alone = await GatewayScenario.StartGatewayAsync(authorizationServer.TokenEndpoint, api.Address, []);
        _running.Add(alone);
        Assert.DoesNotContain(metric, await MetricsOf(alone), StringComparison.Ordinal);
    }

    private static Task<string> ShowsAsync(SandboxGateway gateway, string line) => MetricsPage.ShowsAsync(gateway.Management, line);

    private static async Task<string> MetricsOf(SandboxGateway gateway)
    {
        using var operations = Http.To(gateway.Management);
        return await operations.GetStringAsync("/metrics", Cancellation);
    }

    private async Task<SandboxGateway> StartAsync(
        SandboxAuthorizationServer authorizationServer,
        SandboxProvisioningApi api,
        int? redisPort = null
    )
    {
        var gateway = await GatewayScenario.StartGatewayAsync(
            authorizationServer.TokenEndpoint,
            api.Address,
            new()
            {
                ["Gateway:TokenCache:Redis"] = $"127.0.0.1:{redisPort ?? redis.Port}",
                ["Gateway:TokenCache:KeyPrefix"] = _prefix,
                ["Gateway:TokenCache:ConnectTimeout"] = "00:00:30",
                ["Gateway:TokenCache:OperationTimeout"] = "00:00:05",
            }
        );
        _running.Add(gateway);
        await gateway.WaitUntilReadyAsync(Cancellation);
        return gateway;
    }
}
