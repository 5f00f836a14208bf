using CiamGateway.Connections;
using StackExchange.Redis;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>
/// The connection to Redis that the whole process shares. It is opened and restored in the background, tested every second while there is
/// trouble, and replaced when DNS moves Redis to another address.
/// </summary>
internal sealed class RedisConnection : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A connection that is restored later than that after an operation without an answer was lost for another reason.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly TokenCacheSettings _settings;
    private readonly RedisHealth _health;
    private readonly HostConnector _connector;
    private readonly ConnectionEvents _events;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Lazy<Task<Task>> _firstAttempt;
    private volatile ConnectionMultiplexer? _connection;
    private volatile RedisTunnel? _tunnel;
    private volatile RedisFault _lastFailure = RedisFault.Unreachable;

    /// <summary>The timestamp of the last operation without an answer; 0 if there was none.</summary>
    private long _silentAt;

    public RedisConnection(
        TokenCacheSettings settings,
        RedisHealth health,
        HostConnectors connectors,
        ConnectionEvents events,
        TimeProvider clock
    )
    {
        _settings = settings;
        _health = health;
        _connector = connectors.For(ConnectionTarget.Redis);
        _events = events;
        _clock = clock;
        _firstAttempt = new Lazy<Task<Task>>(Start);
    }

    /// <summary>The database, where it can be reached. Waits only while the very first attempt to connect is under way.</summary>
    public async ValueTask<IDatabase?> OpenAsync(CancellationToken cancellationToken)
    {
        await _firstAttempt.Value.WaitAsync(cancellationToken);
        return _connection is { IsConnected: true } connection ? connection.GetDatabase() : null;
    }

    /// <summary>Reads and writes something, as the gateway does with tokens.</summary>
    /// <returns>What is wrong; null if it works.</returns>
    public async Task<RedisFault?> TryAsync()
    {
        try
        {
            if (_connection is not { } connection)
            {
                return _lastFailure;
            }
            var key = $"{_settings.KeyPrefix}:probe";
            await Limited(connection.GetDatabase().StringSetAsync(key, "", Interval));
            await Limited(connection.GetDatabase().StringGetAsync(key));
            return null;
        }
        catch (Exception exception)
        {
            return FaultOf(exception);
        }
    }

    /// <summary>
    /// The cause by the error of an operation or, if that only says that there is no connection, by the failure of the last connection.
    /// </summary>
    public RedisFault FaultOf(Exception exception)
    {
        var fault = RedisFault.Of(exception);
        if (fault == RedisFault.Slow)
        {
            Volatile.Write(ref _silentAt, _clock.GetTimestamp());
        }
        return fault == RedisFault.Unreachable ? _lastFailure : fault;
    }

    /// <summary>Waits no longer than one answer of Redis may take.</summary>
    /// <exception cref="TimeoutException">It took longer. Redis may still carry the command out.</exception>
    public async Task<T> Limited<T>(Task<T> operation)
    {
        try
        {
            return await operation.WaitAsync(_settings.OperationTimeout, _clock);
        }
        catch (TimeoutException)
        {
            _ = operation.ContinueWith(
                static late => late.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            );
            throw;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _connection?.Dispose();
    }

    private Task<Task> Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            var attempt = Task.Run(ConnectAsync);
            _ = Task.Run(() => WatchAsync(attempt));
            return Task.WhenAny(attempt, Task.Delay(_settings.ConnectTimeout, _clock));
        }
    }

    /// <summary>Opens a connection, which the library restores from then on, in the place of the one that is there.</summary>
    /// <returns>Whether it is open. If not, the one that is there stays.</returns>
    private async Task<bool> ConnectAsync()
    {
        RedisFault? refused = null;
        // The library may tell of the failure only when its time limit for connecting has passed.
        void Refused(RedisFault fault) => _lastFailure = refused = fault;
        try
        {
            var options = RedisOptions.Create(_settings, Refused);
            var tunnel = new RedisTunnel(_connector, TimeSpan.FromMilliseconds(options.ConnectTimeout), Refused);
            options.Tunnel ??= tunnel;
            var connection = await ConnectionMultiplexer.ConnectAsync(options);
            connection.ConnectionFailed += (_, failure) => Failed(refused ?? RedisFault.Of(failure.Exception));
            connection.ConnectionRestored += (_, _) =>
            {
                refused = null;
                Restored();
            };
            _tunnel = tunnel;
            var replaced = _connection;
            _connection = connection;
            if (replaced is not null)
            {
                if (!replaced.IsConnected)
                {
                    Restored();
                }
                _ = CloseAsync(replaced);
            }
            if (_end.IsCancellationRequested)
            {
                await connection.DisposeAsync();
            }
            return true;
        }
        catch (Exception exception)
        {
            _lastFailure = refused ?? RedisFault.Of(exception);
            return false;
        }
    }

    /// <summary>What the library's own further attempts fail with is no more than that there is no connection.</summary>
    private void Failed(RedisFault fault)
    {
        if (fault != RedisFault.Unreachable)
        {
            _lastFailure = fault;
        }
    }

    /// <summary>The library raises no other event when it gives up a connection on which Redis did not answer.</summary>
    private void Restored()
    {
        _lastFailure = RedisFault.Unreachable;
        if (Interlocked.Exchange(ref _silentAt, 0) is not 0 and var silentAt && _clock.GetElapsedTime(silentAt) < LongestSilence)
        {
            _events.Silent(ConnectionTarget.Redis, "Redis did not answer on them");
        }
    }

    /// <summary>Lets the operations finish that have begun, or are about to begin, on this connection.</summary>
    private async Task CloseAsync(ConnectionMultiplexer replaced)
    {
        await Task.Delay(LongestSilence, _clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await replaced.CloseAsync(allowCommandsToComplete: true);
        await replaced.DisposeAsync();
    }

    private async Task WatchAsync(Task attempt)
    {
        try
        {
            await attempt;
            _health.Is(await TryAsync());
            var age = TimeSpan.Zero;
            using var timer = new PeriodicTimer(Interval, _clock);
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                age += Interval;
                if (age >= _settings.ConnectionLifetime && await FollowAsync())
                {
                    age = TimeSpan.Zero;
                }
                if (_connection is not { IsConnected: true })
                {
                    // Beside the library's own attempts, which do not tell why they fail.
                    await ConnectAsync();
                }
                if (_health.IsTroubled || _connection is { IsConnected: false })
                {
                    _health.Is(await TryAsync());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    /// <summary>Opens another connection when DNS no longer lists the address of the one that is there.</summary>
    /// <returns>False when that address is to be left, but no other one accepts a connection yet.</returns>
    private async Task<bool> FollowAsync() =>
        _connection is null || _tunnel is not { } tunnel || await tunnel.IsCurrentAsync(_end.Token) || await ConnectAsync();
}
