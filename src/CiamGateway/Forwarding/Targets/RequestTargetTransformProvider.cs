using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.Targets;

/// <summary>Gives every route its <see cref="RequestTargetTransform"/>, after the transforms that the route lists.</summary>
internal sealed class RequestTargetTransformProvider : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context) => context.RequestTransforms.Add(new RequestTargetTransform(
        canChangeQuery: context.RequestTransforms.Any(transform => transform is QueryParameterTransform or QueryParameterRemoveTransform)));
}
