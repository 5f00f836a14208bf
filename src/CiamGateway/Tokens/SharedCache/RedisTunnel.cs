using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CiamGateway.Connections;
using CiamGateway.Telemetry;
using StackExchange.Redis.Configuration;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>Has the Redis client connect to an address that answers, and remembers which one that was.</summary>
/// <param name="failed">Told of a host name that is not resolved in time, which the client does not report.</param>
internal sealed class RedisTunnel(HostConnector connector, TimeSpan timeout, Action<RedisFault> failed) : Tunnel
{
    private readonly ConcurrentDictionary<string, IPAddress> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>The endpoint itself when no address answers: the client then reports why. It loses what is thrown here.</returns>
    public override async ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is not DnsEndPoint name)
        {
            return endpoint;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var chosen = await connector.ChooseAsync(name.Host, name.Port, limit.Token);
            _used[name.Host] = chosen.Address;
            return chosen;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            if (exception is HostLookupTimeoutException lookup)
            {
                failed(RedisFault.OfLookup(lookup));
            }
            return endpoint;
        }
    }

    /// <returns>Whether DNS still lists the address of every connection.</returns>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        foreach (var (host, address) in _used)
        {
            if (!await connector.IsListedAsync(host, address, cancellationToken))
            {
                return false;
            }
        }
        return true;
    }
}
