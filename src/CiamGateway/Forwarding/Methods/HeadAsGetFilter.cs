using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Methods;

/// <summary>Adds HEAD to the routes that list GET, unless <c>Gateway:HeadAsGet</c> is false.</summary>
internal sealed class HeadAsGetFilter(CurrentConfiguration configuration) : IProxyConfigFilter
{
    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => new(cluster);

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) =>
        new(configuration.Current.Options.HeadAsGet ? HeadAsGet.AddTo(route) : route);
}
