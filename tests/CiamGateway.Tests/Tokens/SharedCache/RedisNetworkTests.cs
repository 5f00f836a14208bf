using System.Net;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.SharedCache;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Tokens.SharedCache;

/// <summary>The connection to Redis follows DNS, tries every address, and is replaced when Redis vanishes without closing it.</summary>
public sealed class RedisNetworkTests : IDisposable
{
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2");

    private readonly RedisFixture _redis;
    private readonly TestNames _names = new TestNames().With("localhost", "127.0.0.1");
    private readonly ConnectionEvents _events = new(new GatewayMetrics(), TimeProvider.System, NullLogger<ConnectionEvents>.Instance);
    private RedisConnection? _connection;

    public RedisNetworkTests(RedisFixture redis) => _redis = redis;

    public void Dispose() => _connection?.Dispose();

    [Fact]
    public async Task An_address_that_does_not_answer_is_passed_over()
    {
        using var dead = new SilentPort(Second, _redis.Port);
        _names.With("localhost", "127.0.0.2", "127.0.0.1");
        Assert.True(await WorksAsync(Connect(_redis.Port)));
        await Eventually.HoldsAsync(() => _events.Current.Any(told => told.Name == "address_skipped"));
        Assert.Equal("localhost: 127.0.0.2 (no answer in 250 ms); used 127.0.0.1", Detail("address_skipped"));
    }

    [Fact]
    public async Task A_Redis_that_moves_is_followed_and_no_operation_fails()
    {
        await using var moved = new Relay(_redis.Port, Second, _redis.Port);
        var connection = Connect(_redis.Port);
        Assert.True(await WorksAsync(connection));
        _names.With("localhost", "127.0.0.2");
        await Eventually.HoldsAsync(async () =>
        {
            Assert.True(await WorksAsync(connection));
            return moved.Connections > 0;
        });
        await Eventually.HoldsAsync(() => _events.Current.Any(told => told.Name == "address_moved"));
        Assert.Equal("localhost moved from 127.0.0.1 to 127.0.0.2", Detail("address_moved"));
        Assert.True(await WorksAsync(connection));
    }

    [Fact]
    public async Task A_move_to_an_address_where_nothing_answers_keeps_the_connection()
    {
        var connection = Connect(_redis.Port);
        Assert.True(await WorksAsync(connection));
        _names.With("localhost", "127.0.0.2");
        await Eventually.HoldsAsync(() => _events.Current.Any(told => told.Name == "address_moved"));
        Assert.True(await WorksAsync(connection));
    }

    [Fact]
    public async Task A_new_connection_replaces_one_to_a_Redis_that_went_silent()
    {
        await using var way = new Relay(_redis.Port);
        var connection = Connect(way.Port, TimeSpan.FromSeconds(1));
        Assert.True(await WorksAsync(connection));
        way.Silence();
        Assert.False(await WorksAsync(connection));
        await Eventually.HoldsAsync(async () => await WorksAsync(connection));
        await Eventually.HoldsAsync(() => _events.Current.Any(told => told.Name == "peer_silent"));
        Assert.Equal("Redis did not answer on them", Detail("peer_silent"));
    }

    private static async Task<bool> WorksAsync(RedisConnection connection)
    {
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.TryAsync() is null;
    }

    private string Detail(string name) => Assert.Single(_events.Current, told => told.Name == name).Details;

    private RedisConnection Connect(int port, TimeSpan? operationTimeout = null)
    {
        var settings = _redis.Settings($"test-{Guid.NewGuid():n}");
        settings = settings with
        {
            Redis = new Secret($"localhost:{port}", isConnectionString: true),
            ConnectionLifetime = TimeSpan.FromSeconds(1),
            // Redis answers in less, but the tests share the processors.
            OperationTimeout = operationTimeout ?? TimeSpan.FromSeconds(5),
        };
        var connectors = new HostConnectors(new HostAddresses(_names.ResolveAsync, TimeProvider.System), _events, TimeProvider.System);
        var health = new RedisHealth(settings, new SharedCacheState(), NullLogger.Instance);
        return _connection = new RedisConnection(settings, health, connectors, _events, TimeProvider.System);
    }
}
