using CiamGateway.Configuration;
using StackExchange.Redis;

namespace CiamGateway.Tokens.Sharing;

/// <summary>The connection to Redis that the whole process shares: made and restored in the background, and tried while there is trouble until there is none.</summary>
internal sealed class RedisConnection : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TokenCacheSettings _settings;
    private readonly RedisHealth _health;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Lazy<Task<Task>> _firstAttempt;
    private volatile ConnectionMultiplexer? _connection;
    private volatile RedisFault _lastFailure = RedisFault.Unreachable;

    public RedisConnection(TokenCacheSettings settings, RedisHealth health, TimeProvider clock)
    {
        _settings = settings;
        _health = health;
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
    /// <returns>What is wrong; nothing where it works.</returns>
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

    /// <summary>What is wrong, by what an operation said, or where that only says that there is no connection, by why the last one failed.</summary>
    public RedisFault FaultOf(Exception exception)
    {
        var fault = RedisFault.Of(exception);
        return fault == RedisFault.Unreachable ? _lastFailure : fault;
    }

    /// <summary>Waits no longer than one answer of Redis may take.</summary>
    /// <exception cref="TimeoutException">It took longer. What Redis was told to do it may still do.</exception>
    public async Task<T> Limited<T>(Task<T> operation)
    {
        try
        {
            return await operation.WaitAsync(_settings.OperationTimeout, _clock);
        }
        catch (TimeoutException)
        {
            _ = operation.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
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

    /// <summary>Makes the connection that the library restores from then on, or learns why there is none.</summary>
    private async Task ConnectAsync()
    {
        try
        {
            var connection = await ConnectionMultiplexer.ConnectAsync(RedisOptions.Create(_settings));
            connection.ConnectionFailed += (_, failure) => _lastFailure = RedisFault.Of(failure.Exception);
            connection.ConnectionRestored += (_, _) => _lastFailure = RedisFault.Unreachable;
            _connection = connection;
            if (_end.IsCancellationRequested)
            {
                await connection.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            _lastFailure = RedisFault.Of(exception);
        }
    }

    private async Task WatchAsync(Task attempt)
    {
        try
        {
            await attempt;
            _health.Is(await TryAsync());
            using var timer = new PeriodicTimer(Interval, _clock);
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                if (_connection is null)
                {
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
}
