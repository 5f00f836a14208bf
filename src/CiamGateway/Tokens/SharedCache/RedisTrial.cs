using CiamGateway.Connections;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>Tries whether the gateway could share tokens, with a connection of its own.</summary>
internal static class RedisTrial
{
    /// <returns>What is wrong; null if it works.</returns>
    public static async Task<RedisFault?> RunAsync(
        TokenCacheSettings settings,
        HostConnectors connectors,
        ConnectionEvents events,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var health = new RedisHealth(settings, new SharedCacheState(), NullLogger.Instance);
        using var connection = new RedisConnection(settings, health, connectors, events, clock);
        await connection.OpenAsync(cancellationToken);
        return await connection.TryAsync();
    }
}
