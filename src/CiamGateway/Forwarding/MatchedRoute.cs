using CiamGateway.Telemetry;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding;

/// <summary>Notes which route matched, before anything is decided about the request.</summary>
internal sealed class MatchedRoute(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        RequestFacts.Of(context).Route = context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.RouteId ?? RequestFacts.Unknown;
        return next(context);
    }
}
