using CiamGateway.Forwarding.Targets;
using CiamGateway.Telemetry;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Routes;

/// <summary>Notes which route matched, before anything is decided about the request.</summary>
internal sealed class MatchedRouteMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var (facts, endpoint) = (RequestFacts.Of(context), context.GetEndpoint());
        facts.Route = endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.RouteId ?? RequestFacts.Unknown;
        if (facts.HasDoubtfulTarget)
        {
            context.SetEndpoint(new DoubtfulEndpoint(endpoint));
        }
        return next(context);
    }
}
