using CiamGateway.Configuration;
using CiamGateway.Telemetry;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding;

/// <summary>Holds for every route: the API's headers are judged before any other transform adds its own, and no <c>X-Forwarded-*</c> tells of callers unless the route's own transform says so.</summary>
internal sealed class HeaderTransformProvider(ConfigurationInForce configuration, SpanExport spans) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders ??= false;
        context.ResponseTransforms.Insert(0, new ResponseHeaderTransform(configuration));
        context.ResponseTrailersTransforms.Insert(0, new ResponseTrailerTransform(configuration));
        if (!spans.IsOn)
        {
            context.RequestTransforms.Insert(0, new TraceContextTransform());
        }
    }
}
