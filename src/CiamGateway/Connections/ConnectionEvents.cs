using System.Collections.Concurrent;
using System.Net;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Connections;

/// <summary>Tells operators in log, metrics and status when the network made the gateway use another address or connection.</summary>
internal sealed partial class ConnectionEvents(GatewayMetrics metrics, TimeProvider clock, ILogger<ConnectionEvents> logger)
{
    public const string AddressMoved = "address_moved";
    public const string AddressSkipped = "address_skipped";
    public const string NameUnresolved = "name_unresolved";
    public const string HostUnreachable = "host_unreachable";
    public const string PeerSilent = "peer_silent";
    public const string RequestRepeated = "request_repeated";

    /// <summary>The shortest time between two log lines of the same event and target.</summary>
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(ConnectionTarget Target, string Event), Entry> _entries = new();

    /// <summary>For each target and event, how often it happened and the details of the last time.</summary>
    public IReadOnlyList<ConnectionEvent> Current =>
        [.. from entry in _entries let last = entry.Value.Last where last is not null orderby last.LastAt descending select last];

    /// <summary>DNS no longer lists the address that the last connection used.</summary>
    public void Moved(ConnectionTarget target, string host, IPAddress from, IPAddress to)
    {
        if (IsLoggedNow(target, AddressMoved, $"{host} moved from {from} to {to}"))
        {
            LogMoved(logger, target, host, from, to);
        }
    }

    /// <param name="attempts">Each address that was tried before, and why it was not used.</param>
    public void Skipped(ConnectionTarget target, string host, IPAddress used, string attempts)
    {
        if (IsLoggedNow(target, AddressSkipped, $"{host}: {attempts}; used {used}"))
        {
            LogSkipped(logger, target, host, used, attempts);
        }
    }

    public void Unresolved(ConnectionTarget target, string host, IPAddress used, string reason)
    {
        if (IsLoggedNow(target, NameUnresolved, $"{host}: {reason}; used {used}"))
        {
            LogUnresolved(logger, target, host, used, reason);
        }
    }

    /// <param name="attempts">Each address that was tried, and why it failed.</param>
    public void Unreachable(ConnectionTarget target, string host, int port, string attempts)
    {
        if (IsLoggedNow(target, HostUnreachable, $"{host}: {attempts}"))
        {
            LogUnreachable(logger, target, host, port, attempts);
        }
    }

    /// <param name="reason">What showed it.</param>
    public void Silent(ConnectionTarget target, string reason)
    {
        if (IsLoggedNow(target, PeerSilent, reason))
        {
            LogSilent(logger, target, reason);
        }
    }

    public void Repeated(ConnectionTarget target, HttpMethod method)
    {
        if (IsLoggedNow(target, RequestRepeated, method.Method))
        {
            LogRepeated(logger, target, method);
        }
    }

    private bool IsLoggedNow(ConnectionTarget target, string name, string details)
    {
        metrics.ConnectionEvent(target.Kind, target.Name, name);
        var entry = _entries.GetOrAdd((target, name), _ => new Entry());
        lock (entry)
        {
            entry.Last = new ConnectionEvent(target, name, details, (entry.Last?.Count ?? 0) + 1, clock.GetUtcNow());
            if (entry.LoggedAt is { } before && clock.GetElapsedTime(before) < LogInterval)
            {
                return false;
            }
            entry.LoggedAt = clock.GetTimestamp();
            return true;
        }
    }

    [LoggerMessage(
        9001,
        LogLevel.Information,
        "{Target}: DNS moved {Host} from {From} to {To}. New connections go to the new address, and open calls finish on the old one"
    )]
    private static partial void LogMoved(ILogger logger, ConnectionTarget target, string host, IPAddress from, IPAddress to);

    [LoggerMessage(
        9002,
        LogLevel.Warning,
        "{Target}: connected to {Host} at {Used}, because another address did not answer: {Attempts}. "
            + "Fix: open the way to that address, or remove it from DNS"
    )]
    private static partial void LogSkipped(ILogger logger, ConnectionTarget target, string host, IPAddress used, string attempts);

    [LoggerMessage(
        9003,
        LogLevel.Warning,
        "{Target}: DNS does not resolve {Host} ({Reason}), so the gateway uses its last known address {Used}. "
            + "Fix: check the DNS servers of this machine"
    )]
    private static partial void LogUnresolved(ILogger logger, ConnectionTarget target, string host, IPAddress used, string reason);

    [LoggerMessage(
        9004,
        LogLevel.Warning,
        "{Target}: replaced connections, because {Reason}. "
            + "Fix: if it repeats, check whether a firewall or load balancer on the way drops connections without closing them"
    )]
    private static partial void LogSilent(ILogger logger, ConnectionTarget target, string reason);

    [LoggerMessage(
        9005,
        LogLevel.Information,
        "{Target}: sent a {Method} request a second time, because its connection was lost before the answer"
    )]
    private static partial void LogRepeated(ILogger logger, ConnectionTarget target, HttpMethod method);

    [LoggerMessage(
        9006,
        LogLevel.Warning,
        "{Target}: no address of {Host} accepts a connection to port {Port}: {Attempts}. "
            + "Fix: check that the server runs, and the firewalls and routes to these addresses"
    )]
    private static partial void LogUnreachable(ILogger logger, ConnectionTarget target, string host, int port, string attempts);

    private sealed class Entry
    {
        public ConnectionEvent? Last { get; set; }

        public long? LoggedAt { get; set; }
    }
}

/// <param name="Count">How often it happened since the start of the process.</param>
/// <param name="Details">Of the last time.</param>
internal sealed record ConnectionEvent(ConnectionTarget Target, string Name, string Details, int Count, DateTimeOffset LastAt);
