using CiamGateway.Connections;
using CiamGateway.Telemetry.Metrics;
using StackExchange.Redis;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>
/// Sealed entries and locks in Redis. Whatever is wrong with it is no exception here, and takes no longer than the option says.
/// </summary>
internal sealed class RedisStore : IDisposable
{
    /// <summary>Above any sealed token; whatever is longer comes cut off, and cannot be opened.</summary>
    private const int LongestEntry = 64 * 1024;

    private readonly RedisHealth _health;
    private readonly RedisConnection _connection;
    private readonly GatewayMetrics _metrics;

    public RedisStore(
        TokenCacheSettings settings,
        SharedCacheState state,
        HostConnectors connectors,
        ConnectionEvents events,
        GatewayMetrics metrics,
        TimeProvider clock,
        ILogger logger
    )
    {
        Settings = settings;
        _health = new RedisHealth(settings, state, logger);
        _connection = new RedisConnection(settings, _health, connectors, events, clock);
        _metrics = metrics;
    }

    public TokenCacheSettings Settings { get; }

    /// <returns>Null if Redis does not say.</returns>
    public Task<StoredEntry?> ReadAsync(string name, CancellationToken cancellationToken) =>
        RunAsync("read", async database => await ReadAsync(database, name, locking: null), cancellationToken);

    /// <summary>Takes the lock if it is free, and reads after that, so that the read sees what the last holder wrote.</summary>
    /// <param name="holder">Who we are, for this lock only.</param>
    /// <inheritdoc cref="ReadAsync(string, CancellationToken)" path="/returns"/>
    public async Task<StoredEntry?> LockAsync(string name, string holder, CancellationToken cancellationToken)
    {
        var entry = await RunAsync(
            "lock",
            database => ReadAsync(database, name, database.StringSetAsync(LockKey(name), holder, Settings.LockLease, when: When.NotExists)),
            cancellationToken
        );
        if (entry is not null)
        {
            _metrics.SharedCacheUsed("lock", entry.IsLocked ? "taken" : "busy");
        }
        return entry;
    }

    /// <summary>Gives a lock back that we have, or may have.</summary>
    public Task ReleaseAsync(string name, string holder) =>
        RunAsync("unlock", async database => await database.LockReleaseAsync(LockKey(name), holder) ? "" : null, CancellationToken.None);

    /// <summary>Writes an entry in the place of the one that was read, unless another replica has written one meanwhile.</summary>
    /// <param name="before">What was there, empty where nothing was; none to write whatever is there.</param>
    public async Task ReplaceAsync(string name, byte[]? before, byte[] content, TimeSpan remaining)
    {
        var written = await RunAsync(
            "write",
            async database =>
            {
                var transaction = database.CreateTransaction();
                if (before is not null)
                {
                    transaction.AddCondition(
                        before.Length == 0 ? Condition.KeyNotExists(EntryKey(name)) : Condition.StringEqual(EntryKey(name), before)
                    );
                }
                var write = transaction.StringSetAsync(EntryKey(name), content, remaining);
                return await transaction.ExecuteAsync() && await write ? "written" : "conflict";
            },
            CancellationToken.None
        );
        if (written is not null)
        {
            _metrics.SharedCacheUsed("write", written);
        }
    }

    public void Dispose()
    {
        _health.Retire();
        _connection.Dispose();
    }

    /// <summary>One trip to the server: commands are answered in the order in which they were sent.</summary>
    private async Task<StoredEntry> ReadAsync(IDatabase database, string name, Task<bool>? locking)
    {
        // In this order: where the entry is replaced in between, its end comes too early rather than too late.
        var remaining = database.KeyTimeToLiveAsync(EntryKey(name));
        var content = database.StringGetRangeAsync(EntryKey(name), 0, LongestEntry);
        await Task.WhenAll([remaining, content, .. locking is null ? (Task[])[] : [locking]]);
        return new StoredEntry((byte[]?)await content ?? [], await remaining ?? TimeSpan.Zero, locking is not null && await locking);
    }

    private async Task<T?> RunAsync<T>(string operation, Func<IDatabase, Task<T>> run, CancellationToken cancellationToken)
        where T : class?
    {
        try
        {
            if (await _connection.OpenAsync(cancellationToken) is { } database)
            {
                return await _connection.Limited(run(database));
            }
            _metrics.SharedCacheUsed(operation, RedisFault.Unreachable.Outcome);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var fault = _connection.FaultOf(exception);
            _metrics.SharedCacheUsed(operation, fault.Outcome);
            _health.Fails(fault);
        }
        return null;
    }

    private RedisKey EntryKey(string name) => $"{Settings.KeyPrefix}:token:{name}";

    private RedisKey LockKey(string name) => $"{Settings.KeyPrefix}:lock:{name}";
}
