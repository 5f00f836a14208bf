using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CiamGateway.Telemetry;

namespace CiamGateway.Connections;

/// <summary>Makes the connections of one cluster, token client or Redis: looks the name up every time, and tries all addresses.</summary>
internal sealed class HostConnector(ConnectionTarget target, HostAddresses hosts, ConnectionEvents events, TimeProvider clock)
{
    /// <summary>How long the other address family goes first after one did not answer.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly AddressRace _race = new(OpenAsync, clock);
    private readonly ConcurrentDictionary<string, HostHistory> _routes = new(StringComparer.OrdinalIgnoreCase);

    public ConnectionTarget Target => target;

    /// <summary>The connect callback of an HTTP client; <c>DnsEndPoint</c> is that of the proxy where one leads to the server.</summary>
    /// <exception cref="SocketException">The name cannot be resolved.</exception>
    /// <exception cref="ConnectFailedException">No address accepts a connection.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        new NetworkStream(await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken), ownsSocket: true);

    /// <inheritdoc cref="ConnectAsync(SocketsHttpConnectionContext, CancellationToken)" path="/exception"/>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var lookup = await hosts.FindAsync(host, cancellationToken);
        var route = RouteTo(host);
        var addresses = lookup.Addresses.Length == 1 ? lookup.Addresses : AddressRace.Interleave(lookup.Addresses, SlowFamily(route));
        try
        {
            var (winner, others) = await _race.RunAsync(addresses, port, cancellationToken);
            Note(host, route, lookup, winner.Address, others);
            return await winner.Connecting;
        }
        catch (ConnectFailedException exception) when (addresses.Count > 1)
        {
            // If there is only one address, the caller of this method reports its failure.
            events.Unreachable(target, host, port, exception.Attempts);
            throw;
        }
    }

    /// <summary>For a client that connects itself.</summary>
    /// <returns>The only address, or the first of several that accepts a connection.</returns>
    /// <inheritdoc cref="ConnectAsync(SocketsHttpConnectionContext, CancellationToken)" path="/exception"/>
    public async Task<IPEndPoint> ChooseAsync(string host, int port, CancellationToken cancellationToken)
    {
        var lookup = await hosts.FindAsync(host, cancellationToken);
        if (lookup.Addresses is [var only])
        {
            Note(host, RouteTo(host), lookup, only, []);
            return new IPEndPoint(only, port);
        }
        using var socket = await ConnectAsync(host, port, cancellationToken);
        return (IPEndPoint)socket.RemoteEndPoint!;
    }

    /// <returns>Whether DNS lists this address for the host; also true when DNS does not answer.</returns>
    public async Task<bool> IsListedAsync(string host, IPAddress address, CancellationToken cancellationToken)
    {
        try
        {
            var lookup = await hosts.FindAsync(host, cancellationToken);
            return lookup.Failure is not null || lookup.Addresses.Contains(address);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private AddressFamily? SlowFamily(HostHistory route) =>
        route.IsSlowSince is { } since && clock.GetElapsedTime(since) < Memory ? route.Slow : null;

    private HostHistory RouteTo(string host) => _routes.GetOrAdd(host, static _ => new HostHistory());

    private void Note(string host, HostHistory route, HostLookup lookup, IPAddress used, IReadOnlyList<ConnectAttempt> others)
    {
        if (lookup.Failure is { } failure)
        {
            events.Unresolved(target, host, used, failure);
        }
        if (others.Count > 0)
        {
            events.Skipped(target, host, used, string.Join(", ", others.Select(other => other.Describe("no answer in 250 ms"))));
        }
        if (others.Count > 0 && others[0].Address.AddressFamily != used.AddressFamily)
        {
            (route.Slow, route.IsSlowSince) = (others[0].Address.AddressFamily, clock.GetTimestamp());
        }
        // If several connections are opened at the same time, one of them logs the move.
        if (route.ReplaceLast(used) is { } last && !lookup.Addresses.Contains(last))
        {
            events.Moved(target, host, last, used);
        }
    }

    /// <summary>TCP keep-alive finds an idle connection dead within 30 s, and keeps a NAT from forgetting it.</summary>
    private static async Task<Socket> OpenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(address, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What was learned about the way to a host. Its fields are written without a lock: the last connection wins.</summary>
    private sealed class HostHistory
    {
        private IPAddress? _last;

        /// <summary>The address family that did not answer, while the other one did.</summary>
        public AddressFamily Slow { get; set; }

        /// <summary>A timestamp of the clock.</summary>
        public long? IsSlowSince { get; set; }

        /// <returns>The address of the connection before; null if there was none.</returns>
        public IPAddress? ReplaceLast(IPAddress address) => Interlocked.Exchange(ref _last, address);
    }
}

/// <summary>Makes a <see cref="HostConnector"/> for each target; all share what is known of host names.</summary>
internal sealed class HostConnectors(HostAddresses hosts, ConnectionEvents events, TimeProvider clock)
{
    public HostConnector For(ConnectionTarget target) => new(target, hosts, events, clock);
}
