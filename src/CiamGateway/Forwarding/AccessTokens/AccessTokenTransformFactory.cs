using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>Teaches YARP the <c>AccessToken</c> transform.</summary>
internal sealed class AccessTokenTransformFactory(CurrentConfiguration configuration, TokenClients clients, TokenCache cache)
    : ITransformFactory
{
    public bool Validate(TransformRouteValidationContext context, IReadOnlyDictionary<string, string> transformValues)
    {
        if (!AccessTokenDirective.IsIn(transformValues))
        {
            return false;
        }
        var problems = new List<ConfigurationProblem>();
        AccessTokenDirective.Read(transformValues, configuration.TokenClientNames, problems);
        foreach (var problem in problems)
        {
            context.Errors.Add(
                new ConfigurationProblemException(problem with { Path = $"{PathOf(context.Route, transformValues)}:{problem.Path}" })
            );
        }
        return true;
    }

    public bool Build(TransformBuilderContext context, IReadOnlyDictionary<string, string> transformValues)
    {
        if (!AccessTokenDirective.IsIn(transformValues))
        {
            return false;
        }
        if (AccessTokenDirective.Read(transformValues, configuration.TokenClientNames, []) is { Token: { } request } directive)
        {
            context.RequestTransforms.Add(
                new AccessTokenTransform(new RouteTokens(context.Route.RouteId, request, directive, clients, cache))
            );
        }
        return true;
    }

    private static string PathOf(RouteConfig route, IReadOnlyDictionary<string, string> transform)
    {
        var index = route.Transforms?.TakeWhile(other => !ReferenceEquals(other, transform)).Count() ?? 0;
        return $"{RoutePath.Of(route)}:Transforms:{index}";
    }
}
