using CiamGateway.Secrecy;
using Yarp.ReverseProxy;

namespace CiamGateway.Forwarding.Upstream;

/// <summary>The destinations that YARP forwards to and how they do, for those who look at the gateway from outside.</summary>
internal sealed class CurrentDestinations(IProxyStateLookup proxy, UpstreamTrouble troubles)
{
    public IEnumerable<CurrentDestination> All =>
        from cluster in proxy.GetClusters()
        let available = cluster.DestinationsState.AvailableDestinations
        from destination in cluster.Destinations.Values
        orderby cluster.ClusterId, destination.DestinationId
        select new CurrentDestination(
            cluster.ClusterId,
            destination.DestinationId,
            ShownAddress.Of(destination.Model.Config.Address),
            available.Contains(destination),
            destination.Health.Active.ToString(),
            destination.Health.Passive.ToString(),
            destination.ConcurrentRequestCount,
            troubles.Find(cluster.ClusterId, destination.DestinationId)
        );
}

/// <param name="IsAvailable">Whether load balancing may choose it.</param>
/// <param name="ActiveHealth">What probes say: Unknown, Healthy or Unhealthy.</param>
/// <param name="PassiveHealth">What requests say: Unknown, Healthy or Unhealthy.</param>
/// <param name="Trouble">What is wrong with it; null if its last request was answered.</param>
internal sealed record CurrentDestination(
    string Cluster,
    string Name,
    string Address,
    bool IsAvailable,
    string ActiveHealth,
    string PassiveHealth,
    int ConcurrentRequests,
    UpstreamTrouble.Trouble? Trouble
);
