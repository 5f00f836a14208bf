using CiamGateway.Callers;
using CiamGateway.Tokens.Endpoint;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// What a route's requests can go out with: tokens of the client that it names, and of the clients that its callers use instead.
/// </summary>
internal static class RouteTokenRequests
{
    public static IEnumerable<TokenRequest> Of(RouteConfig route, TokenRequest? token, AccessSettings access)
    {
        if (token is null)
        {
            return [];
        }
        var policy = route.AuthorizationPolicy;
        var own = access
            .Callers.Values.Where(caller => access.Admits(policy, caller))
            .Select(caller => token with { Client = caller.TokenClientFor(token.Client) });
        return (access.AdmitsAnonymous(policy, isLocal: true) ? own.Append(token) : own).Distinct();
    }
}
