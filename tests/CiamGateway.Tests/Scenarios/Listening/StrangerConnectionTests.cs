using System.Net.Sockets;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>What strangers may hold of the gateway's connections, and that callers are served meanwhile.</summary>
public sealed class StrangerConnectionTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const int Refused = 10003;
    private const string Attacker = "127.0.0.2";
    private const string Anonymous = "GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n";
    private static readonly string Known =
        $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\n\r\n";

    [Fact]
    public async Task An_address_at_its_limit_is_refused_counted_and_logged_once_while_others_are_served()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:MaxConnectionsPerAddress"] = "3" });
        var log = GatewayLog.Of(gateway.Gateway);
        var held = new Connections();
        await held.ServeAsync(gateway, 3, Attacker);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await AnswerAsync(gateway, Anonymous, Attacker));
        }
        Assert.Equal(200, await AnswerAsync(gateway, Anonymous, "127.0.0.3"));
        Assert.Contains(
            "ciam_gateway_connections_refused_total{reason=\"address\"} 5\n",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
        Assert.Contains("ciam_gateway_stranger_connections 3\n", await gateway.MetricsAsync(), StringComparison.Ordinal);
        Assert.StartsWith(
            "Refused a connection of 127.0.0.2, or closed one to make room: its address has 3 connections without an authenticated "
                + "caller (address). Fix: ",
            Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == Refused).Message,
            StringComparison.Ordinal
        );
        held.Dispose();
        await Eventually.ValueAsync(() => AnswerAsync(gateway, Anonymous, Attacker), status => status == 200);
    }

    [Fact]
    public async Task A_refused_connection_is_closed_before_Kestrel_has_work_with_it()
    {
        await using var gateway = await StartAsync(
            new()
            {
                ["Gateway:Limits:MaxConnectionsPerAddress"] = "1",
                ["Logging:Fake:LogLevel:Microsoft.AspNetCore.Server.Kestrel.Connections"] = "Debug",
            }
        );
        var log = GatewayLog.Of(gateway.Gateway);
        using var held = new Connections();
        await held.ServeAsync(gateway, 1, Attacker);
        var before = Accepted();
        Assert.True(before > 0);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await AnswerAsync(gateway, Anonymous, Attacker));
        }
        Assert.Equal(before, Accepted());

        int Accepted() => log.GetSnapshot().Count(entry => entry.Id.Name is "ConnectionAccepted");
    }

    [Fact]
    public async Task Calls_of_a_known_caller_all_succeed_while_thousands_of_half_requests_come()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:MaxConcurrentConnections"] = "200" });
        var half =
            "GET /Domains HTTP/1.1\r\nHost: "
            + $"gateway\r\n{string.Concat(Enumerable.Range(0, 90).Select(i => $"X-{i}: {new string('a', 330)}\r\n"))}";
        using var held = new Connections();
        var attack = (
            (Func<Task>)(
                async () =>
                {
                    for (var i = 0; i < 2000; i++)
                    {
                        if (await held.OpenAsync(gateway, $"127.0.{2 + (i % 3)}.2") is { } connection)
                        {
                            await connection.SendAsync(half);
                        }
                    }
                }
            )
        )();
        var answers = new List<int?>();
        for (var i = 0; i < 100; i++)
        {
            answers.Add(await AnswerAsync(gateway, Known, "127.0.0.1"));
        }
        await attack;
        Assert.All(answers, status => Assert.Equal(200, status));
        Assert.Contains("ciam_gateway_connections_refused_total{reason=\"", await gateway.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_of_a_known_caller_do_not_count_for_its_address()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:MaxConnectionsPerAddress"] = "2" });
        using var held = new Connections();
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(200, await held.AnswerAsync(gateway, Known, Attacker));
        }
        await held.ServeAsync(gateway, 2, Attacker);
        Assert.Null(await AnswerAsync(gateway, Known, Attacker));
    }

    [Theory]
    [InlineData("Gateway:TrustedProxies:0")]
    [InlineData("Gateway:Callers:ops-console:Networks:0")]
    public async Task A_proxy_and_a_network_of_a_caller_have_as_many_as_they_need(string key)
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:MaxConnectionsPerAddress"] = "2", [key] = $"{Attacker}/32" });
        using var held = new Connections();
        await held.OpenAsync(gateway, 10, Attacker);
        Assert.Equal(200, await AnswerAsync(gateway, Known, Attacker));
    }

    [Fact]
    public async Task Silent_connections_end_with_the_time_limit_for_headers_also_after_a_401()
    {
        await using var gateway = await StartAsync(
            new() { ["Gateway:Limits:RequestHeadersTimeout"] = "00:00:01", ["Gateway:AnonymousCallers"] = "Denied" }
        );
        using var silent = await RawConnection.OpenAsync(gateway.Gateway.Address, Attacker);
        using var refused = await RawConnection.OpenAsync(gateway.Gateway.Address, Attacker);
        using var known = await RawConnection.OpenAsync(gateway.Gateway.Address);
        using var management = await RawConnection.OpenAsync(gateway.Gateway.Management);
        await refused.SendAsync(Anonymous);
        Assert.Equal(401, (await refused.ReadAsync())?.Status);
        await known.SendAsync(Known);
        Assert.Equal(200, (await known.ReadAsync())?.Status);
        // The pool of a client may open more connections than it needs at once.
        using var spare = await RawConnection.OpenAsync(gateway.Gateway.Address);

        Assert.Null(await silent.ReadAsync());
        Assert.Null(await refused.ReadAsync());
        Assert.Null(await management.ReadAsync());
        await known.SendAsync(Known);
        Assert.Equal(200, (await known.ReadAsync())?.Status);
        await spare.SendAsync(Known);
        Assert.Equal(200, (await spare.ReadAsync())?.Status);
        Assert.Contains(
            "ciam_gateway_connections_refused_total{reason=\"silent\"} 3\n",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_management_listener_keeps_room_of_its_own_and_has_a_limit_of_its_own()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:MaxConcurrentConnections"] = "2" });
        using var held = new Connections();
        await held.OpenAsync(gateway, 5, Attacker);
        for (var i = 0; i < 60; i++)
        {
            await held.OpenAsync(gateway, Attacker, gateway.Gateway.Management);
        }
        Assert.Contains(
            "ciam_gateway_connections_refused_total{reason=\"management\"} 10\n",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_reload_changes_the_limit_of_an_address()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:MaxConnectionsPerAddress"] = "1" });
        using var held = new Connections();
        await held.ServeAsync(gateway, 1, Attacker);
        Assert.Null(await AnswerAsync(gateway, Known, Attacker));
        await gateway.ReconfigureAsync(new() { ["Gateway:Limits:MaxConnectionsPerAddress"] = "2" });
        Assert.Equal(200, await AnswerAsync(gateway, Known, Attacker));
    }

    [Theory]
    [InlineData("MaxConnectionsPerAddress")]
    [InlineData("MaxConcurrentConnections")]
    public async Task A_limit_of_none_is_refused(string key)
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal(
            [$"Gateway:Limits:{key}: 0 is out of range. Fix: write a value from 1 to 10000000."],
            await folder.Problems($"--Gateway:Limits:{key}=0")
        );
    }

    private Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings) =>
        GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, new([.. GatewayLog.Settings, .. settings]));

    /// <returns>The status; null if the gateway closed the connection.</returns>
    private static async Task<int?> AnswerAsync(GatewayBeforeUpstream gateway, string request, string from)
    {
        using var connection = new Connections();
        return await connection.AnswerAsync(gateway, request, from);
    }

    /// <summary>Connections that stay open.</summary>
    private sealed class Connections : IDisposable
    {
        private readonly List<RawConnection> _all = [];

        /// <returns>Null if the gateway reset the connection at once.</returns>
        public async Task<RawConnection?> OpenAsync(GatewayBeforeUpstream gateway, string from, Uri? address = null)
        {
            try
            {
                var connection = await RawConnection.OpenAsync(address ?? gateway.Gateway.Address, from);
                _all.Add(connection);
                return connection;
            }
            catch (SocketException)
            {
                return null;
            }
        }

        public async Task OpenAsync(GatewayBeforeUpstream gateway, int count, string from)
        {
            for (var i = 0; i < count; i++)
            {
                await OpenAsync(gateway, from);
            }
        }

        /// <summary>Connections that were served without credentials do not make room, however long the test takes.</summary>
        public async Task ServeAsync(GatewayBeforeUpstream gateway, int count, string from)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(200, await AnswerAsync(gateway, Anonymous, from));
            }
        }

        public async Task<int?> AnswerAsync(GatewayBeforeUpstream gateway, string request, string from)
        {
            if (await OpenAsync(gateway, from) is not { } connection)
            {
                return null;
            }
            await connection.SendAsync(request);
            return (await connection.ReadAsync())?.Status;
        }

        public void Dispose() => _all.ForEach(connection => connection.Dispose());
    }
}
