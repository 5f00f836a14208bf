using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Forwarding.Routes;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// Holds for every route: its access token is decided exactly once, the caller's credentials stay behind, and no other transform comes
/// after the token.
/// </summary>
internal sealed class AccessTokenTransformProvider : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
        var count = context.Route.Transforms?.Count(AccessTokenDirective.IsIn) ?? 0;
        if (count != 1)
        {
            context.Errors.Add(
                new ConfigurationProblemException(
                    new ConfigurationProblem(
                        $"{RoutePath.Of(context.Route)}:Transforms",
                        count == 0
                            ? "has no AccessToken transform, so the route does not say which token goes out."
                            : $"has {count} AccessToken transforms.",
                        """write one { "AccessToken": "<token client>", "Scope": "<scope>" }, """
                            + """or { "AccessToken": "none" } for a route that must go out without a token."""
                    )
                )
            );
        }
    }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        var attach = context.RequestTransforms.OfType<AccessTokenTransform>().SingleOrDefault();
        context.RequestTransforms.Add(new CallerCredentialsTransform());
        if (attach is not null)
        {
            context.RequestTransforms.Remove(attach);
            context.RequestTransforms.Add(attach);
        }
    }
}
