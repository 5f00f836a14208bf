using CiamGateway.Connections;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Connections;

public sealed class HostConnectorTests
{
    private const string Moves = "ciam_gateway_connection_events_total{kind=\"redis\",name=\"TokenCache\",event=\"address_moved\"}";

    [Fact]
    public async Task A_move_is_told_once_however_many_connections_are_opened_at_that_moment()
    {
        var names = new TestNames().With("redis", "192.0.2.1");
        var metrics = new GatewayMetrics();
        var events = new ConnectionEvents(metrics, TimeProvider.System, NullLogger<ConnectionEvents>.Instance);
        var connectors = new HostConnectors(new HostAddresses(names.ResolveAsync, TimeProvider.System), events, TimeProvider.System);
        var connector = connectors.For(ConnectionTarget.Redis);
        await connector.ChooseAsync("redis", 6379, TestContext.Current.CancellationToken);
        for (var move = 1; move <= 50; move++)
        {
            names.With("redis", $"192.0.2.{1 + (move % 2)}");
            await Parallel.ForAsync(0, 16, TestContext.Current.CancellationToken, async (_, cancellation) =>
                await connector.ChooseAsync("redis", 6379, cancellation)
            );
            Assert.Equal(move, await Series.OfAsync(metrics, Moves));
        }
    }
}
