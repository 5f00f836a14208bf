using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>Where a route or a cluster stands in the configuration.</summary>
internal static class RoutePath
{
    public const string Section = SectionNames.Proxy;

    public static string Of(RouteConfig route) => $"{Section}:Routes:{route.RouteId}";

    public static string OfCluster(string id) => $"{Section}:Clusters:{id}";
}
