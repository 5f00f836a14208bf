using System.Net;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Connections;

/// <summary>A server that vanishes without closing its connections costs one call: the next one goes over a new connection.</summary>
public sealed class SilentPeerTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_connection_on_which_a_call_ran_into_its_time_limit_takes_no_further_one(HttpProtocols protocol)
    {
        await using var api = await Http2Server.StartAsync(context => context.Response.WriteAsync("[]"), protocol);
        await using var way = new Relay(api.Port);
        await using var gateway = await StartAsync(
            way,
            new(Http2Server.SettingsFor(protocol)) { ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "00:00:05" }
        );
        using var caller = Http.To(gateway.Address);
        Assert.Equal(200, await StatusAsync(caller));
        Assert.Equal(200, await StatusAsync(caller));
        Assert.Equal(1, way.Connections);
        way.Silence();
        Assert.Equal(504, await StatusAsync(caller));
        Assert.Equal(200, await StatusAsync(caller));
        Assert.Equal(200, await StatusAsync(caller));
        Assert.Equal(2, way.Connections);
    }

    [Fact]
    public async Task A_ping_without_an_answer_ends_the_connection_long_before_the_time_limit()
    {
        await using var api = await Http2Server.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var way = new Relay(api.Port);
        await using var gateway = await StartAsync(
            way,
            new(Http2Server.SettingsFor(HttpProtocols.Http2))
            {
                ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "01:00:00",
                ["Gateway:Clusters:provisioning:KeepAlivePingDelay"] = "00:00:01",
                ["Gateway:Clusters:provisioning:KeepAlivePingTimeout"] = "00:00:01",
            }
        );
        var log = GatewayLog.Of(gateway);
        using var caller = Http.To(gateway.Address);
        Assert.Equal(200, await StatusAsync(caller));
        way.Silence();
        using var answer = await caller.PostAsync("/Domains", new StringContent("{}"), Cancellation);
        Assert.InRange((int)answer.StatusCode, 502, 504);
        Assert.Equal(200, await StatusAsync(caller));
        Assert.Equal(
            "Cluster 'provisioning': replaced connections, because the peer of an HTTP/2 connection did not answer a ping. "
                + "Fix: if it repeats, check whether a firewall or load balancer on the way drops connections without closing them",
            Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 9004).Message
        );
    }

    [Fact]
    public async Task A_replaced_connection_finishes_its_other_calls_and_the_operator_is_told()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var api = await Http2Server.StartAsync(async context =>
        {
            if (context.Request.Path == "/Users")
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            await context.Response.WriteAsync("[", Cancellation);
            await context.Response.Body.FlushAsync(Cancellation);
            await rest.Task;
            await context.Response.WriteAsync("]", Cancellation);
        });
        await using var way = new Relay(api.Port);
        await using var gateway = await StartAsync(
            way,
            new(Http2Server.SettingsFor(HttpProtocols.Http2)) { ["ReverseProxy:Routes:user-list:Timeout"] = "00:00:01" }
        );
        using var caller = Http.To(gateway.Address);
        using var open = await caller.GetAsync("/Domains", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await caller.GetAsync("/Users", Cancellation)).StatusCode);
        Assert.Equal(1, way.Connections);
        rest.SetResult();
        Assert.Equal("[]", await caller.GetStringAsync("/Domains", Cancellation));
        Assert.Equal(2, way.Connections);
        Assert.Equal("[]", await open.Content.ReadAsStringAsync(Cancellation));

        using var @operator = Http.To(gateway.Management);
        Assert.Contains(
            "ciam_gateway_connection_events_total{kind=\"cluster\",name=\"provisioning\",event=\"peer_silent\"} 1",
            await @operator.GetStringAsync("/metrics", Cancellation),
            StringComparison.Ordinal
        );
        var told = Assert.Single(JsonNode.Parse(await @operator.GetStringAsync("/status", Cancellation))!["connections"]!.AsArray())!;
        Assert.Equal(
            ("cluster", "provisioning", "peer_silent", "a call over HTTP/2 ran into its time limit", 1),
            (Text(told, "kind"), Text(told, "name"), Text(told, "event"), Text(told, "details"), told["count"]!.GetValue<int>())
        );
    }

    [Fact]
    public async Task A_silent_token_endpoint_costs_one_token_request()
    {
        await using var way = new Relay(fixture.TokenEndpoint.Port);
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            new UriBuilder(fixture.TokenEndpoint) { Port = way.Port }.Uri,
            api.Address,
            new() { ["Gateway:TokenClients:provisioning:AttemptTimeout"] = "00:00:02", ["Gateway:TokenClients:provisioning:Retries"] = "0" }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        way.Silence();
        Assert.Equal("kept", await RefreshAsync(gateway));
        Assert.Equal("renewed", await RefreshAsync(gateway));
    }

    private static string Text(JsonNode node, string key) => node[key]!.ToString();

    private static async Task<string> RefreshAsync(SandboxGateway gateway)
    {
        using var @operator = Http.To(gateway.Management);
        using var answer = await @operator.PostAsync("/tokens/refresh?client=provisioning&scope=application.client", null, Cancellation);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["tokens"]![0]!["outcome"]!.ToString();
    }

    private static async Task<int> StatusAsync(HttpClient caller)
    {
        using var answer = await caller.GetAsync("/Domains", Cancellation);
        return (int)answer.StatusCode;
    }

    private async Task<SandboxGateway> StartAsync(Relay api, Dictionary<string, string?> settings)
    {
        foreach (var (key, value) in GatewayLog.Settings)
        {
            settings[key] = value;
        }
        var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, new Uri($"http://127.0.0.1:{api.Port}"), settings);
        await gateway.WaitUntilReadyAsync(Cancellation);
        return gateway;
    }
}
