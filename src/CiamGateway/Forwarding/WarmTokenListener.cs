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
        var directive = AccessTokenDirective.Of(route, configuration.TokenClientNames);
        var tokens = RouteTokenRequests.Of(route, directive?.Token, configuration.Current.Access);
        return new RouteInForce(RouteTable.List(route, directive), [.. tokens.Select(token => new TokenSource(token, clients, cache))], directive?.IsWarm is true);
    }
}
