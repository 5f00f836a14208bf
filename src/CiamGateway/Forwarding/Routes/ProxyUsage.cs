using CiamGateway.Callers.Policies;
using CiamGateway.Configuration.Checking;
using CiamGateway.Connections;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Secrecy;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Warns of clusters and token clients that nothing uses, of routes that no caller may call, and of tokens that travel unencrypted.
/// </summary>
internal sealed class ProxyUsage(CurrentConfiguration configuration)
{
    public IEnumerable<ConfigurationProblem> Check(IProxyConfig proxy)
    {
        var routes = proxy
            .Routes.Select(route => (route.ClusterId, Directive: AccessTokenDirective.Of(route, configuration.TokenClientNames)))
            .ToList();
        return UnusedClusters(proxy)
            .Concat(UntoldDestinations(proxy))
            .Concat(
                UnencryptedDestinations(proxy, routes.Where(route => route.Directive?.Token is not null).Select(route => route.ClusterId))
            )
            .Concat(UnusedTokenClients([.. routes.Select(route => route.Directive)]))
            .Concat(PoliciesForNobody(proxy))
            .Concat(proxy.Routes.SelectMany(ForeignSyntax.Check))
            .Concat(ScopesWithCommas(proxy))
            .Concat(RepeatedBasePath.Check(proxy));
    }

    /// <summary>Nothing while a route names a cluster that does not exist: it may mean any of them.</summary>
    private static IEnumerable<ConfigurationProblem> UnusedClusters(IProxyConfig proxy)
    {
        var used = proxy.Routes.Select(route => route.ClusterId ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        return used.Count == 0 || !used.IsSubsetOf(proxy.Clusters.Select(cluster => cluster.ClusterId))
            ? []
            : from cluster in proxy.Clusters
            where !used.Contains(cluster.ClusterId)
            select Warning(
                RoutePath.OfCluster(cluster.ClusterId),
                "is used by no route.",
                "name it as ClusterId of a route, or remove it."
            );
    }

    /// <param name="clusters">The clusters that tokens go to.</param>
    private static IEnumerable<ConfigurationProblem> UnencryptedDestinations(IProxyConfig proxy, IEnumerable<string?> clusters)
    {
        var withToken = clusters.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return from cluster in proxy.Clusters
            where withToken.Contains(cluster.ClusterId)
            from destination in cluster.Destinations ?? new Dictionary<string, DestinationConfig>()
            where
                Uri.TryCreate(destination.Value.Address, UriKind.Absolute, out var address)
                && address.Scheme == Uri.UriSchemeHttp
                && !LoopbackAddress.IsSafe(address)
            select Warning(
                $"{RoutePath.OfCluster(cluster.ClusterId)}:Destinations:{destination.Key}:Address",
                $"'{ShownAddress.Of(destination.Value.Address)}' would receive access tokens unencrypted.",
                "write https."
            );
    }

    private static IEnumerable<ConfigurationProblem> UntoldDestinations(IProxyConfig proxy) =>
        from cluster in proxy.Clusters
        where cluster.HttpClient?.DangerousAcceptAnyServerCertificate is true
        select Warning(
            $"{RoutePath.OfCluster(cluster.ClusterId)}:HttpClient:DangerousAcceptAnyServerCertificate",
            "accepts any certificate, so a man in the middle would receive access tokens.",
            "write false, and "
                + $"{GatewayOptions.Section}:{nameof(GatewayOptions.Clusters)}:{cluster.ClusterId}:"
                + $"{nameof(ClusterOptions.TrustedCertificatesFile)} "
                + ""
                + "for a private certificate authority."
        );

    /// <summary>Nothing while a route does not say which token it takes.</summary>
    private IEnumerable<ConfigurationProblem> UnusedTokenClients(List<AccessTokenDirective?> directives)
    {
        var used = directives
            .Select(directive => directive?.Token?.Client ?? "")
            .Concat(configuration.TokenClientsOfCallers)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return directives.Count == 0 || directives.Contains(null)
            ? []
            : from client in configuration.TokenClientNames
            where !used.Contains(client)
            select Warning(
                $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{client}",
                "is used by no route.",
                $"name it as {AccessTokenDirective.TransformName} of a route, or remove it."
            );
    }

    private IEnumerable<ConfigurationProblem> PoliciesForNobody(IProxyConfig proxy) =>
        from policy in configuration.Current.Options.AccessPolicies
        where policy.Value.Callers.Count == 0
        let routes = proxy
            .Routes.Where(route => policy.Key.Equals(route.AuthorizationPolicy, StringComparison.OrdinalIgnoreCase))
            .Select(route => $"'{route.RouteId}'")
            .ToList()
        where routes.Count > 0
        select Warning(
            $"{GatewayOptions.Section}:{nameof(GatewayOptions.AccessPolicies)}:{policy.Key}:{nameof(AccessPolicyOptions.Callers)}",
            $"admits no caller, so that every call of {string.Join(", ", routes)} is answered with 403.",
            $"write names from {GatewayOptions.Section}:{nameof(GatewayOptions.Callers)}, to give them access."
        );

    /// <summary>A comma may be a part of a scope (RFC 6749 §3.3), but hardly is.</summary>
    private static IEnumerable<ConfigurationProblem> ScopesWithCommas(IProxyConfig proxy) =>
        from route in proxy.Routes
        from transform in (route.Transforms ?? []).Index()
        let scope = transform.Item.GetValueOrDefault(AccessTokenDirective.ScopeKey)
        where scope?.Contains(',', StringComparison.Ordinal) is true
        select Warning(
            $"{RoutePath.Of(route)}:Transforms:{transform.Index}:{AccessTokenDirective.ScopeKey}",
            $"'{scope}' has a comma, and spaces separate the parts of a scope (RFC 6749 §3.3).",
            $"write '{string.Join(' ', scope.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))}', unless the comma is a part of it."
        );

    private static ConfigurationProblem Warning(string path, string message, string fix) =>
        new(path, message, fix) { Severity = ProblemSeverity.Warning };
}
