using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>The configuration path of a route or a cluster.</summary>
internal static class RoutePath
{
    public const string Section = SectionNames.Proxy;

    public static string Of(RouteConfig route) => $"{Section}:Routes:{route.RouteId}";

    public static string OfCluster(string id) => $"{Section}:Clusters:{id}";
}
