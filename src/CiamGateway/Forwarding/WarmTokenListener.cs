using CiamGateway.Configuration;
using CiamGateway.Tokens;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding;

/// <summary>Tells which tokens the routes want, and which of them to keep warm, whenever YARP has applied routes: of each route, those of everybody whom it admits.</summary>
internal sealed class WarmTokenListener(WarmTokens warmTokens, RoutesInForce routes, ConfigurationInForce configuration, TokenClients clients, TokenCache cache) : IConfigChangeListener
{
    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        routes.All = [.. proxyConfigs.SelectMany(config => config.Routes).Select(InForce)];
        warmTokens.Want(routes.All.Where(route => route.IsWarm).SelectMany(route => route.Tokens).Select(token => token.Request));
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    private RouteInForce InForce(RouteConfig route)
    {
        var transform = route.Transforms?.FirstOrDefault(AccessTokenDirective.IsIn);
        var directive = transform is null ? null : AccessTokenDirective.Read(RoutePath.Of(route), transform, configuration.TokenClientNames, []);
        return new RouteInForce(route.RouteId, [.. TokensOf(route, directive?.Token).Distinct().Select(token => new TokenSource(token, clients, cache))], directive?.IsWarm is true);
    }

    /// <summary>What the route's requests can go out with: tokens of the client that it names, and of those that its callers bring instead.</summary>
    private IEnumerable<TokenRequest> TokensOf(RouteConfig route, TokenRequest? token)
    {
        if (token is null)
        {
            return [];
        }
        var access = configuration.Current.Access;
        var policy = route.AuthorizationPolicy;
        var own = access.Callers.Values.Where(caller => access.Admits(policy, caller)).Select(caller => token with { Client = caller.TokenClientFor(token.Client) });
        return access.AdmitsAnonymous(policy, isLocal: true) ? own.Append(token) : own;
    }
}
