using System.Net;
using CiamGateway.Connections;
using CiamGateway.Connections.Proxies;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Upstream;

/// <summary>Tells which proxy leads to an API, the cluster's own or the environment's, and whether a fault is that proxy's.</summary>
internal sealed class ProxyOnTheWay(CurrentConfiguration configuration)
{
    /// <returns>The proxy's address, without what may hold a secret; null if the fault is the API's.</returns>
    public string? Blamed(NetworkFault fault, IReverseProxyFeature request) =>
        fault.IsOfConnecting
        && request.ProxiedDestination is { Model.Config.Address: var address }
        && RouteTo(new Uri(address), request.Cluster.Config).Proxy is { } proxy
            ? ShownAddress.OfServer(proxy)
            : null;

    public OutboundRoute RouteTo(Uri api, ClusterConfig cluster)
    {
        var settings = configuration.Current.Clusters.GetValueOrDefault(cluster.ClusterId, ClusterSettings.Default);
        if (cluster.HttpClient?.WebProxy is not { Address: { } address } own)
        {
            return (settings.Proxy ?? OutboundProxy.OfEnvironment).RouteTo(api);
        }
        var proxy = new WebProxy(address, own.BypassOnLocal ?? false);
        var path = $"{RoutePath.OfCluster(cluster.ClusterId)}:HttpClient:WebProxy";
        return new OutboundRoute(proxy.IsBypassed(api) ? null : proxy.GetProxy(api), path);
    }
}
