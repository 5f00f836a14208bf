using CiamGateway.Forwarding.Routes;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// Tells which tokens the routes want, and which of them to keep warm, whenever YARP has applied routes: of each route, those of everybody
/// whom it admits.
/// </summary>
internal sealed class WarmTokenListener(
    WarmTokens warmTokens,
    CurrentRoutes routes,
    CurrentConfiguration configuration,
    TokenClients clients,
    TokenCache cache,
    AwaitedTokens awaited
) : IConfigChangeListener
{
    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        // Most routes share policy and token, and computing the tokens of all callers is expensive: the result is shared.
        var sources = new Dictionary<(string? Policy, TokenRequest Token), IReadOnlyList<TokenSource>>();
        routes.All = [.. proxyConfigs.SelectMany(config => config.Routes).Select(route => Holding(route, sources))];
        warmTokens.Want(WantedBy(routes.All.Where(route => route.IsWarm)), awaited.Requests);
        cache.KeepOnly(WantedBy(routes.All).Concat(awaited.Requests));
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs) { }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) { }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) { }

    private static IEnumerable<TokenRequest> WantedBy(IEnumerable<CurrentRoute> routes) =>
        routes.SelectMany(route => route.Tokens).Distinct().Select(token => token.Request);

    private CurrentRoute Holding(RouteConfig route, Dictionary<(string? Policy, TokenRequest Token), IReadOnlyList<TokenSource>> sources)
    {
        var directive = AccessTokenDirective.Of(route, configuration.TokenClientNames);
        return new CurrentRoute(RouteTable.List(route, directive), Sources(route, directive?.Token, sources), directive?.IsWarm is true);
    }

    private IReadOnlyList<TokenSource> Sources(
        RouteConfig route,
        TokenRequest? token,
        Dictionary<(string? Policy, TokenRequest Token), IReadOnlyList<TokenSource>> known
    )
    {
        if (token is null)
        {
            return [];
        }
        var key = (route.AuthorizationPolicy, token);
        return known.GetValueOrDefault(key)
            ?? (
                known[key] = [
                    .. RouteTokenRequests
                        .Of(route, token, configuration.Current.Access)
                        .Select(request => new TokenSource(request, clients, cache)),
                ]
            );
    }
}
