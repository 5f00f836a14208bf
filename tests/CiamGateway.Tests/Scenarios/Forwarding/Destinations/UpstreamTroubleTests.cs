using CiamGateway.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Xunit;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Tests.Scenarios.Forwarding.Destinations;

/// <summary>The log says that an API is in trouble, and that it is over: each once, and only when it is so.</summary>
public sealed class UpstreamTroubleTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const int Failed = 4003;
    private const int Answered = 4004;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trouble_that_health_checks_found_ends_with_the_next_answer_and_is_said_again_when_it_comes_back()
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            GatewayLog.Settings
        );
        var log = GatewayLog.Of(gateway.Gateway);
        for (var i = 0; i < 2; i++)
        {
            Judge(gateway.Gateway, isHealthy: false);
            using var refused = await gateway.Caller.GetAsync("/Domains", Cancellation);
            await AssertProblem.Is(refused, 502, "upstream_unreachable", "destination_unavailable");
            Judge(gateway.Gateway, isHealthy: true);
            using var served = await gateway.Caller.GetAsync("/Domains", Cancellation);
            Assert.Equal(200, (int)served.StatusCode);
        }
        Assert.Equal([Failed, Answered, Failed, Answered], Said(log));
    }

    [Fact]
    public async Task A_request_that_ends_while_it_waits_for_its_token_says_nothing_of_the_API()
    {
        fixture.Hold();
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            new Uri("http://127.0.0.1:1"),
            new(GatewayLog.Settings)
            {
                ["ReverseProxy:Routes:open:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:open:Match:Path"] = "/open",
                ["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none",
                ["ReverseProxy:Routes:domain-list:Timeout"] = "00:00:00.3",
            }
        );
        var log = GatewayLog.Of(gateway);
        using var caller = Http.To(gateway.Address);
        try
        {
            using var failed = await caller.GetAsync("/open", Cancellation);
            using var unsent = await caller.GetAsync("/Domains", Cancellation);
            Assert.Equal((502, 504), ((int)failed.StatusCode, (int)unsent.StatusCode));
            Assert.Equal([Failed], Said(log));
        }
        finally
        {
            fixture.Release();
        }
    }

    private static IEnumerable<int> Said(FakeLogCollector log) =>
        log.GetSnapshot().Select(entry => entry.Id.Id).Where(id => id is Failed or Answered);

    /// <summary>As health checks do, at once.</summary>
    private static void Judge(SandboxGateway gateway, bool isHealthy)
    {
        Assert.True(gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("provisioning", out var cluster));
        var all = cluster.DestinationsState.AllDestinations;
        cluster.DestinationsState = new ClusterDestinationsState(all, isHealthy ? all : []);
    }
}
