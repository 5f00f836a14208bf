using CiamGateway.Forwarding.AccessTokens;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>Forwarding without a network: every transform of every route is applied, no token is asked for, nothing is sent.</summary>
internal sealed class DryRunForwarding(CurrentConfiguration configuration) : ITransformProvider
{
    public static void Substitute(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IForwarderHttpClientFactory, UnsentRequests>());
        // A listener to changes would begin to fetch tokens.
        services.RemoveAll<IConfigChangeListener>();
        services.AddSingleton<ITransformProvider, DryRunForwarding>();
        services.AddSingleton<RequestExplainer>();
    }

    public void ValidateRoute(TransformRouteValidationContext context) { }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        var transforms = context.RequestTransforms;
        if (transforms is [.., AccessTokenTransform transform])
        {
            transforms[^1] = new HiddenTokenTransform(transform, configuration);
        }
        context.AddRequestTransform(request =>
        {
            request.ProxyRequest.Options.Set(UnsentRequests.CauseKey, request.HttpContext);
            return default;
        });
    }
}
