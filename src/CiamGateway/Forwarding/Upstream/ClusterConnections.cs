using System.Collections.Concurrent;
using CiamGateway.Connections;

namespace CiamGateway.Forwarding.Upstream;

/// <summary>The connections of each cluster, so that those on which a call ran into its time limit are used no longer.</summary>
internal sealed class ClusterConnections(ConnectionEvents events, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, RenewableHandler> _pools = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="settings">The settings of the cluster's connections; it must not send anything itself.</param>
    public RenewableHandler Add(string cluster, SocketsHttpHandler settings)
    {
        var target = ConnectionTarget.Cluster(cluster);
        RenewableHandler pool = null!;
        settings.PlaintextStreamFilter = (opened, _) => ValueTask.FromResult(WatchedConnection.Of(opened, pool, target, events));
        pool = new RenewableHandler(settings, clock, renewsAfter: null);
        pool.Renewed += () => events.Silent(target, "a call over HTTP/2 ran into its time limit");
        return _pools[cluster] = pool;
    }

    /// <param name="started">The timestamp of the clock at the start of the call.</param>
    public void CallTimedOut(string cluster, long started) => _pools.GetValueOrDefault(cluster)?.CallTimedOut(started);
}
