using CiamGateway.Configuration;
using CiamGateway.Tokens;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding;

/// <summary>Tells which tokens to keep warm whenever YARP has applied routes.</summary>
internal sealed class WarmTokenListener(WarmTokens warmTokens, ConfigurationInForce configuration) : IConfigChangeListener
{
    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => warmTokens.Want(
        from config in proxyConfigs
        from route in config.Routes
        from transform in route.Transforms ?? []
        where AccessTokenDirective.IsIn(transform)
        let directive = AccessTokenDirective.Read(RoutePath.Of(route), transform, configuration.TokenClientNames, [])
        where directive is { IsWarm: true, Token: not null }
        select directive.Token);

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }
}
