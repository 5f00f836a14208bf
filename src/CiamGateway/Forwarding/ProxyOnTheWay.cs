using System.Net;
using CiamGateway.Configuration;
using CiamGateway.Telemetry;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding;

/// <summary>Tells whether a fault on the way to an API is that of the proxy which leads there: the cluster's own, or the environment's.</summary>
internal sealed class ProxyOnTheWay(ConfigurationInForce configuration)
{
    /// <returns>The proxy's address, without what may hold a secret; nothing where the fault is the API's.</returns>
    public string? Blamed(NetworkFault fault, IReverseProxyFeature request) =>
        fault.IsOfConnecting && request.ProxiedDestination is { Model.Config.Address: var address }
            ? To(new Uri(address), request)?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : null;

    private Uri? To(Uri api, IReverseProxyFeature request)
    {
        var cluster = request.Cluster.Config;
        IWebProxy? proxy = cluster.HttpClient?.WebProxy is { Address: { } own } web
            ? new WebProxy(own, web.BypassOnLocal ?? false)
            : configuration.Current.Clusters.GetValueOrDefault(cluster.ClusterId, ClusterSettings.Default).Proxy;
        return proxy?.IsBypassed(api) is false ? proxy.GetProxy(api) : null;
    }
}
