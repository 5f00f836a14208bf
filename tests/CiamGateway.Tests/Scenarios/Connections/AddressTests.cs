using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Connections;

/// <summary>Connections to the API and the token endpoint go where DNS leads at that moment, to an address that answers.</summary>
public sealed class AddressTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    /// <summary>On Linux every address of 127.0.0.0/8 is this machine's.</summary>
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2");

    private readonly TestNames _names = new TestNames().With("localhost", "127.0.0.1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_that_does_not_answer_is_passed_over_and_told()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        using var dead = new SilentPort(Second, api.Address.Port);
        _names.With("localhost", "127.0.0.2", "127.0.0.1");
        await using var gateway = await StartAsync(api.Address.Port);
        var log = GatewayLog.Of(gateway);
        Assert.Equal(200, await StatusAsync(gateway));
        Assert.Equal(
            "Cluster 'provisioning': connected to localhost at 127.0.0.1, because another address did not answer: "
                + "127.0.0.2 (no answer in 250 ms). Fix: open the way to that address, or remove it from DNS",
            Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 9002).Message
        );
        Assert.Equal("address_skipped", Assert.Single(await EventsAsync(gateway)));
    }

    [Fact]
    public async Task When_no_address_answers_the_log_names_each_one()
    {
        var port = FreePort.Take();
        _names.With("localhost", "127.0.0.2", "127.0.0.1");
        await using var gateway = await StartAsync(port);
        var log = GatewayLog.Of(gateway);
        Assert.Equal(502, await StatusAsync(gateway));
        Assert.Equal(
            $"Cluster 'provisioning': no address of localhost accepts a connection to port {port}: "
                + "127.0.0.2 (connection refused), 127.0.0.1 (connection refused). "
                + "Fix: check that the server runs, and the firewalls and routes to these addresses",
            Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 9006).Message
        );
    }

    [Fact]
    public async Task A_time_limit_for_connecting_names_each_address_that_was_tried()
    {
        using var first = new SilentPort(Second);
        using var second = new SilentPort(IPAddress.Loopback, first.Number);
        _names.With("localhost", "127.0.0.2", "127.0.0.1");
        var limit = new Dictionary<string, string?> { ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "00:00:02" };
        await using var gateway = await StartAsync(first.Number, limit);
        var log = GatewayLog.Of(gateway);
        Assert.Equal(504, await StatusAsync(gateway));
        await Eventually.HoldsAsync(() => log.GetSnapshot().Any(entry => entry.Id.Id == 9006));
        Assert.Contains("127.0.0.2 (no answer), 127.0.0.1 (no answer)", Message(log, 9006), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_moves_is_followed_within_the_connection_lifetime_and_no_call_fails()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var moved = new Relay(api.Address.Port, Second, api.Address.Port);
        var lifetime = new Dictionary<string, string?> { ["Gateway:Clusters:provisioning:ConnectionLifetime"] = "00:00:01" };
        await using var gateway = await StartAsync(api.Address.Port, lifetime);
        var log = GatewayLog.Of(gateway);
        Assert.Equal(200, await StatusAsync(gateway));
        _names.With("localhost", "127.0.0.2");
        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal(200, await StatusAsync(gateway));
            return moved.Connections > 0 && log.GetSnapshot().Any(entry => entry.Id.Id == 9001);
        });
        Assert.Equal(
            "Cluster 'provisioning': DNS moved localhost from 127.0.0.1 to 127.0.0.2. "
                + "New connections go to the new address, and open calls finish on the old one",
            Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 9001).Message
        );
        Assert.Equal("address_moved", Assert.Single(await EventsAsync(gateway)));
    }

    [Fact]
    public async Task A_token_endpoint_that_moves_is_followed_within_the_connection_lifetime_and_no_request_fails()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var moved = new Relay(fixture.TokenEndpoint.Port, Second, fixture.TokenEndpoint.Port);
        var lifetime = new Dictionary<string, string?> { ["Gateway:TokenClients:provisioning:ConnectionLifetime"] = "00:00:01" };
        await using var gateway = await StartAsync(api.Address.Port, lifetime);
        using var @operator = Http.To(gateway.Management);
        await gateway.WaitUntilReadyAsync(Cancellation);
        _names.With("localhost", "127.0.0.2");
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await @operator.PostAsync("/tokens/refresh", null, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return moved.Connections > 0;
        });
        const string moves = "ciam_gateway_connection_events_total{kind=\"token_client\",name=\"provisioning\",event=\"address_moved\"} 1";
        await Eventually.HoldsAsync(async () =>
            (await @operator.GetStringAsync("/metrics", Cancellation)).Contains(moves, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task While_DNS_is_down_new_connections_go_to_the_last_known_address()
    {
        await using var api = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync("[]");
        });
        await using var gateway = await StartAsync(api.Address.Port);
        var log = GatewayLog.Of(gateway);
        Assert.Equal(200, await StatusAsync(gateway));
        _names.Failure = SocketError.TryAgain;
        Assert.Equal(200, await StatusAsync(gateway));
        Assert.Equal(
            "Cluster 'provisioning': DNS does not resolve localhost (DNS failed temporarily), so the gateway uses its last known address "
                + "127.0.0.1. Fix: check the DNS servers of this machine",
            Message(log, 9003)
        );
    }

    [Fact]
    public async Task A_proxy_that_moves_is_followed_too()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var proxy = await Upstream.StartAsync(context => context.Response.WriteAsync("from the proxy"));
        using var dead = new SilentPort(Second, proxy.Address.Port);
        _names.With("localhost", "127.0.0.2", "127.0.0.1");
        await using var gateway = await StartAsync(
            api.Address.Port,
            new()
            {
                ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address"] = "http://api.example/",
                ["Gateway:Clusters:provisioning:Proxy:Address"] = $"http://localhost:{proxy.Address.Port}",
            }
        );
        using var caller = Http.To(gateway.Address);
        Assert.Equal("from the proxy", await caller.GetStringAsync("/Domains", Cancellation));
    }

    private static async Task<int> StatusAsync(SandboxGateway gateway)
    {
        using var caller = Http.To(gateway.Address);
        using var answer = await caller.GetAsync("/Domains", Cancellation);
        return (int)answer.StatusCode;
    }

    private static async Task<IEnumerable<string>> EventsAsync(SandboxGateway gateway)
    {
        using var @operator = Http.To(gateway.Management);
        var status = JsonNode.Parse(await @operator.GetStringAsync("/status", Cancellation))!;
        return from told in status["connections"]!.AsArray() where told["kind"]!.ToString() == "cluster" select told["event"]!.ToString();
    }

    private static string Message(FakeLogCollector log, int id) => Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == id).Message;

    private async Task<SandboxGateway> StartAsync(int port, Dictionary<string, string?>? settings = null)
    {
        var tokenEndpoint = new UriBuilder(fixture.TokenEndpoint) { Host = "localhost" }.Uri;
        var gateway = await GatewayScenario.StartGatewayAsync(
            tokenEndpoint,
            new Uri($"http://localhost:{port}"),
            new(GatewayLog.Settings.Concat(settings ?? [])),
            _names.Substitute
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        return gateway;
    }
}
