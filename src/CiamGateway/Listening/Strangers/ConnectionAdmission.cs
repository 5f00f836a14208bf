using System.Net;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Log;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Admits connections of the gateway's listeners and, with limits of its own, of the management listener; closes silent ones, and gives
/// back the memory of many that have ended. What is refused or closed is counted, and logged once a minute for each limit.
/// </summary>
internal sealed partial class ConnectionAdmission : IDisposable
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);

    /// <summary>The smallest peak of strangers' connections after which memory is given back to the system.</summary>
    private const int LeastPeak = 200;

    private readonly CurrentConfiguration _configuration;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly LogThrottle _throttle;
    private readonly ITimer _timer;
    private readonly ConnectionBudget _callers;
    private readonly ConnectionBudget _management;
    private readonly UnprovenConnections _unproven;
    private readonly UnusedMemory _unused;
    private readonly int? _configuredTotal;
    private readonly long _openFiles = OpenFileLimit.Read();
    private ExpectedAddresses _expected;
    private ConnectionLimits _limits;
    private EndPoint? _managementEndpoint;
    private int _isTimed;

    public ConnectionAdmission(
        CurrentConfiguration configuration,
        UnprovenConnections unproven,
        UnusedMemory unused,
        GatewayMetrics metrics,
        TimeProvider clock,
        ILogger<ConnectionAdmission> logger
    )
    {
        (_configuration, _metrics, _logger) = (configuration, metrics, logger);
        (_unproven, _unused) = (unproven, unused);
        _throttle = new LogThrottle(clock, TimeSpan.FromSeconds(1));
        _configuredTotal = configuration.Current.Limits.All.MaxConcurrentConnections;
        _callers = new ConnectionBudget(() => _limits!, address => _expected!.OriginOf(address), prefersCallers: true, unproven, clock);
        _management = new ConnectionBudget(
            () => ConnectionLimits.Management,
            _ => ConnectionOrigin.Stranger,
            prefersCallers: false,
            unproven,
            clock
        );
        _timer = clock.CreateTimer(
            static admission => ((ConnectionAdmission)admission!).EndSilent(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        (_limits, _expected) = Read(configuration.Current);
        configuration.Applying += Follow;
        metrics.BeforeScrape(() => metrics.StrangersAre(_callers.Strangers));
    }

    /// <summary>How many connections the gateway's own listeners may have.</summary>
    public ConnectionLimits Limits => _limits;

    /// <summary>Adds the stage that admits connections of a listener. The management listener has limits of its own.</summary>
    public void Admit(ListenOptions listener, bool isManagement)
    {
        if (isManagement)
        {
            _managementEndpoint = listener.EndPoint;
        }
        var budget = isManagement ? _management : _callers;
        listener.Use(next => connection => AdmitAsync(connection, budget, next));
    }

    /// <summary>Whether a connection that was just accepted is to be closed at once; it is counted then.</summary>
    /// <param name="listener">Where its listener was told to listen.</param>
    public bool Refuses(ConnectionContext connection, EndPoint listener)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (IsOfManagement(listener) || !_callers.Refuses(address, out var refusal))
        {
            return false;
        }
        Refused(_callers, refusal, address, closed: [], refused: 1);
        return true;
    }

    /// <summary>Closes all connections of strangers that were not served, and refuses further ones until memory is left again.</summary>
    public void Shed(bool isTight)
    {
        _callers.IsTight = isTight;
        if (isTight && _callers.TakeUnserved() is { Count: > 0 } closed)
        {
            Refused(_callers, "memory", address: null, closed);
        }
    }

    public void Dispose()
    {
        _configuration.Applying -= Follow;
        _timer.Dispose();
    }

    /// <summary>Kestrel copies an endpoint that has several addresses (<c>localhost</c>); the copies have its port.</summary>
    private bool IsOfManagement(EndPoint listener) =>
        ReferenceEquals(listener, _managementEndpoint)
        || (listener is IPEndPoint { Port: > 0 } address && address.Port == (_managementEndpoint as IPEndPoint)?.Port);

    private async Task AdmitAsync(ConnectionContext context, ConnectionBudget budget, ConnectionDelegate next)
    {
        var connection = (ListenerConnection)context;
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var isAdmitted = budget.TryEnter(connection, address, out var refusal, out var closed);
        if (refusal is not null)
        {
            Refused(budget, refusal, address, closed, isAdmitted ? 0 : 1);
        }
        if (!isAdmitted)
        {
            // Kestrel closes it, without a reset unless the client has sent something.
            return;
        }
        if (Interlocked.Exchange(ref _isTimed, 1) == 0)
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
        try
        {
            await next(connection);
        }
        finally
        {
            budget.Leave(connection);
        }
    }

    private void EndSilent()
    {
        var limit = _configuration.Current.Limits.All.RequestHeadersTimeout;
        foreach (var budget in (ConnectionBudget[])[_callers, _management])
        {
            var silent = budget.TakeSilent(limit);
            _metrics.ConnectionsRefused("silent", silent.Count);
            Abort(silent);
        }
        if (_callers.IsOverPeak(LeastPeak))
        {
            _unused.GiveBackBuffers();
            // Without calls, no collection would come by itself. This one lets calls go on, and leaves less to do for the later one.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            _unused.GiveBackLater();
        }
        Volatile.Write(ref _isTimed, 0);
        if (_unproven.AnyUnserved && Interlocked.Exchange(ref _isTimed, 1) == 0)
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan Interval
    {
        get
        {
            var limit = _configuration.Current.Limits.All.RequestHeadersTimeout / 2;
            return limit < LongestInterval ? limit : LongestInterval;
        }
    }

    private void Refused(
        ConnectionBudget budget,
        string refusal,
        IPAddress? address,
        IReadOnlyList<StrangerConnection> closed,
        int refused = 0
    )
    {
        var reason = budget == _management ? "management" : refusal;
        _metrics.ConnectionsRefused(reason, closed.Count + refused);
        if (_throttle.IsDue(reason))
        {
            LogRefused(_logger, PlainAddress.Of(address)?.ToString() ?? "strangers", CauseOf(reason), reason, FixOf(reason));
        }
        Abort(closed);
    }

    private static void Abort(IReadOnlyList<StrangerConnection> connections)
    {
        foreach (var stranger in connections)
        {
            stranger.Connection.Abort(new ConnectionAbortedException("The connection made room for another one."));
        }
    }

    private string CauseOf(string reason) =>
        reason switch
        {
            "address" => $"its address has {_limits.PerAddress} connections without an authenticated caller",
            "network" => $"its network has {_limits.PerNetwork} connections without an authenticated caller",
            "strangers" => $"there are {_limits.Strangers} connections without an authenticated caller",
            "memory" => "no memory is left for strangers",
            "management" => "the management listener has as many as it may have",
            _ => $"the gateway has {_limits.Total}",
        };

    private static string FixOf(string reason) =>
        reason switch
        {
            "address" or "network" =>
                "if callers are there, add the address to Gateway:Callers:<name>:Networks, or to Gateway:TrustedProxies if it "
                    + "is a proxy, or raise Gateway:Limits:MaxConnectionsPerAddress; otherwise keep the address out with a firewall",
            "management" => "let only probes, scrapers and operators reach Gateway:Management:Url",
            _ => "keep strangers out with a firewall, or give the gateway more memory and open files, from which "
                + "Gateway:Limits:MaxConcurrentConnections is derived",
        };

    private void Follow(GatewayConfiguration changed) => (_limits, _expected) = Read(changed);

    private (ConnectionLimits Limits, ExpectedAddresses Expected) Read(GatewayConfiguration configuration) =>
        (
            ConnectionLimits.Of(
                _configuredTotal,
                configuration.Limits.All.MaxConnectionsPerAddress,
                GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                _openFiles
            ),
            configuration.ExpectedAddresses
        );

    [LoggerMessage(
        10003,
        LogLevel.Warning,
        "Refused a connection of {Source}, or closed one to make room: {Cause} ({Reason}). Fix: {Fix}. "
            + "Further ones for the same reason are logged once a minute; ciam_gateway_connections_refused_total counts all"
    )]
    private static partial void LogRefused(ILogger logger, string source, string cause, string reason, string fix);
}
