using Microsoft.AspNetCore.Routing.Matching;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Methods;

/// <summary>Gives a HEAD request to a route that lists HEAD, before any route that got the method because it lists GET.</summary>
internal sealed class ListedHeadPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>
    /// After the policies that look at hosts, headers and query: a route that they rule out takes nothing from another one.
    /// </summary>
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => Is(endpoint, HeadAsGet.IsAddedTo)) && endpoints.Any(endpoint => Is(endpoint, HeadAsGet.IsListedBy));

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (HttpMethods.IsHead(httpContext.Request.Method) && Any(candidates))
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                candidates.SetValidity(i, candidates.IsValidCandidate(i) && !Is(candidates[i].Endpoint, HeadAsGet.IsAddedTo));
            }
        }
        return Task.CompletedTask;
    }

    private static bool Any(CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && Is(candidates[i].Endpoint, HeadAsGet.IsListedBy))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Is(Endpoint endpoint, Func<RouteConfig, bool> condition) =>
        endpoint.Metadata.GetMetadata<RouteModel>() is { Config: var route } && condition(route);
}
