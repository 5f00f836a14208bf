using CiamGateway.Configuration;
using CiamGateway.Tokens;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding;

/// <summary>Tells which tokens to keep warm whenever YARP has applied routes: of each route, those of everybody whom it admits.</summary>
internal sealed class WarmTokenListener(WarmTokens warmTokens, ConfigurationInForce configuration) : IConfigChangeListener
{
    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => warmTokens.Want(
        from config in proxyConfigs
        from route in config.Routes
        from transform in route.Transforms ?? []
        where AccessTokenDirective.IsIn(transform)
        let directive = AccessTokenDirective.Read(RoutePath.Of(route), transform, configuration.TokenClientNames, [])
        where directive is { IsWarm: true }
        from token in TokensOf(route, directive.Token)
        select token);

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
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
