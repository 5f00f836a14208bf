using System.Net;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.SharedCache;
using Garnet;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Tokens.SharedCache;

/// <summary>A Redis whose password changes before the gateway knows the new one.</summary>
public sealed class RedisPasswordTests
{
    private readonly int _port = FreePort.Take();
    private readonly SharedCacheState _state = new();

    [Fact]
    public async Task A_password_that_was_changed_at_the_server_first_is_told_from_a_server_that_is_down()
    {
        var limit = TimeSpan.FromSeconds(5);
        var settings = new TokenCacheSettings(new Secret($"127.0.0.1:{_port}"), "127.0.0.1", "gateway", limit, limit, limit, limit)
        {
            Password = new Secret("old"),
        };
        var events = new ConnectionEvents(new GatewayMetrics(), TimeProvider.System, NullLogger<ConnectionEvents>.Instance);
        var connectors = new HostConnectors(new HostAddresses(Dns.GetHostAddressesAsync, TimeProvider.System), events, TimeProvider.System);
        var health = new RedisHealth(settings, _state, NullLogger.Instance);
        using var connection = new RedisConnection(settings, health, connectors, events, TimeProvider.System);
        using (Start("old"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => _state.Current is { IsConnected: true, Trouble: null });
        }
        await Eventually.HoldsAsync(() => _state.Current!.Trouble == "Redis cannot be reached.");
        using (Start("new"))
        {
            await Eventually.HoldsAsync(() => _state.Current!.Trouble == "Redis refuses the user or its password.");
            Assert.Contains("RedisPasswordFile", (await connection.TryAsync())!.Fix, StringComparison.Ordinal);
        }
        using (Start("old"))
        {
            await Eventually.HoldsAsync(() => _state.Current is { IsConnected: true, Trouble: null });
        }
    }

    private GarnetServer Start(string password)
    {
        var server = new GarnetServer([
            "--port",
            $"{_port}",
            "--bind",
            "127.0.0.1",
            "--memory",
            "64m",
            "--index",
            "1m",
            "--no-obj",
            "--logger-level",
            "Error",
            "--auth",
            "Password",
            "--password",
            password,
        ]);
        server.Start();
        return server;
    }
}
