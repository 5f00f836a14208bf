using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.Targets;

/// <summary>Gives every route its <see cref="RequestTargetTransform"/>, after the transforms that the route lists.</summary>
internal sealed class RequestTargetTransformProvider : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context) { }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        var transforms = context.RequestTransforms;
        var patterns = (context.Route.Transforms ?? [])
            .Select(transform => transform.GetValueOrDefault(PathPatternTransform.Key))
            .OfType<string>();
        foreach (var pattern in patterns.ToList())
        {
            var at = transforms.IndexOf(transforms.First(transform => transform is PathRouteValuesTransform));
            transforms[at] = new PathPatternTransform(RoutePatternFactory.Parse(pattern));
        }
        transforms.Add(
            new RequestTargetTransform(
                canChangeQuery: transforms.Any(transform => transform is QueryParameterTransform or QueryParameterRemoveTransform)
            )
        );
    }
}
