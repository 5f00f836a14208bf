using CiamGateway.Errors;
using CiamGateway.Forwarding.AccessTokens;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Refuses a slash at the end of a path behind which another route has a parameter: routers such as Fastify's read <c>/Domains/</c> as
/// <c>/Domains/{id}</c> with an empty identifier. Where both routes have the same token and callers, the slash is forwarded.
/// </summary>
internal sealed class EmptyParameters(RouteLookup lookup)
{
    private const string AnyIdentifier = "-";

    public static bool MayBeIn(PathString path) => path.Value is [_, .., '/'];

    /// <param name="route">The route that takes the request.</param>
    /// <returns>Null if the request may be forwarded.</returns>
    public async Task<GatewayError?> RefusalAsync(HttpContext context, RouteConfig route)
    {
        var endpoint = await lookup.EndpointOfAsync(context.Request.Path.Value + AnyIdentifier, context);
        return endpoint?.Metadata.GetMetadata<RouteModel>()?.Config is { } other && !IsSameCall(route, other)
            ? new(
                Problems.RequestTargetRefused,
                $"The path ends with a slash, and the API could read it as '{other.Match.Path}' of another route, with an empty parameter. "
                    + "Fix: leave the slash out. Nothing was sent to the API."
            )
            : null;
    }

    private static bool IsSameCall(RouteConfig one, RouteConfig other) =>
        one.RouteId == other.RouteId
        || (one.ClusterId == other.ClusterId && one.AuthorizationPolicy == other.AuthorizationPolicy && HaveSameToken(one, other));

    private static bool HaveSameToken(RouteConfig one, RouteConfig other)
    {
        var (first, second) = (TokenOf(one), TokenOf(other));
        return AccessTokenDirective.TokenKeys.All(key => first?.GetValueOrDefault(key) == second?.GetValueOrDefault(key));
    }

    private static IReadOnlyDictionary<string, string>? TokenOf(RouteConfig route) =>
        route.Transforms?.FirstOrDefault(AccessTokenDirective.IsIn);
}
