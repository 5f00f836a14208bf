using CiamGateway.Configuration.Checking;
using CiamGateway.Secrecy;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>Warns of a base path that is both in a destination's address and in its routes: the API would get it twice.</summary>
internal static class RepeatedBasePath
{
    public static IEnumerable<ConfigurationProblem> Check(IProxyConfig proxy) =>
        from cluster in proxy.Clusters
        let routes = proxy.Routes.Where(route => cluster.ClusterId.Equals(route.ClusterId, StringComparison.OrdinalIgnoreCase)).ToList()
        where routes.Count > 0
        from destination in cluster.Destinations ?? new Dictionary<string, DestinationConfig>()
        let address = destination.Value.Address
        let basePath = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.AbsolutePath.TrimEnd('/') : ""
        where basePath.Length > 0 && routes.TrueForAll(route => IsBelow(basePath, route) && !ChangesPath(route))
        select new ConfigurationProblem(
            $"{RoutePath.OfCluster(cluster.ClusterId)}:Destinations:{destination.Key}:Address",
            $"'{ShownAddress.Of(address)}' ends in '{basePath}', with which every route of the cluster begins: "
                + $"requests would go to '{basePath}{basePath}'.",
            $"remove '{basePath}' from the address, or add {{ \"PathRemovePrefix\": \"{basePath}\" }} to the Transforms of each route."
        )
        {
            Severity = ProblemSeverity.Warning,
        };

    private static bool IsBelow(string basePath, RouteConfig route) =>
        route.Match.Path is { } path && $"/{path.TrimStart('/')}/".StartsWith($"{basePath}/", StringComparison.OrdinalIgnoreCase);

    private static bool ChangesPath(RouteConfig route) =>
        route.Transforms?.Any(transform => transform.Keys.Any(key => key.StartsWith("Path", StringComparison.OrdinalIgnoreCase))) is true;
}
