using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>Whether Redis works, for operators: logged when that changes, not for every operation.</summary>
internal sealed partial class RedisHealth
{
    private readonly string _server;
    private readonly SharedCacheState _state;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _said = [];
    private bool _isProven;
    private bool _isRetired;

    public RedisHealth(TokenCacheSettings settings, SharedCacheState state, ILogger logger)
    {
        _server = settings.Server;
        _state = state;
        _logger = logger;
        _state.Current = new SharedCacheStatus(_server, IsConnected: false, Trouble: null);
    }

    public bool IsTroubled { get; private set; }

    /// <summary>Takes the outcome of a trial over. A token request that went well proves less: it may not have written.</summary>
    public void Is(RedisFault? fault)
    {
        if (fault is not null)
        {
            Fails(fault);
            return;
        }
        lock (_gate)
        {
            if (_isRetired)
            {
                return;
            }
            if (!_isProven || IsTroubled)
            {
                LogWorks(_logger, _server);
            }
            (_isProven, IsTroubled) = (true, false);
            _said.Clear();
            _state.Current = new SharedCacheStatus(_server, IsConnected: true, Trouble: null);
        }
    }

    public void Fails(RedisFault fault)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return;
            }
            IsTroubled = true;
            _state.Current = new SharedCacheStatus(_server, fault.IsConnected, $"Redis {fault.Message}.");
            if (_said.Add(fault.Message))
            {
                LogFails(_logger, _server, fault.Message, fault.Fix);
            }
        }
    }

    /// <summary>Says nothing more: another Redis has taken over, or the gateway stops.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _isRetired = true;
        }
    }

    [LoggerMessage(2011, LogLevel.Information, "Redis at {Server} works: replicas share their tokens")]
    private static partial void LogWorks(ILogger logger, string server);

    [LoggerMessage(
        2012,
        LogLevel.Warning,
        "Redis at {Server} {Fault}. Until it works each replica asks for its own tokens, and no call fails for it. "
            + "Fix: {Fix} The gateway tries every second"
    )]
    private static partial void LogFails(ILogger logger, string server, string fault, string fix);
}
