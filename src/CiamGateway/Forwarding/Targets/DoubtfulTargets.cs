using CiamGateway.Errors;
using CiamGateway.Forwarding.Routes;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Decides about targets that hold characters which a route has to allow (<c>AllowInPath</c>). An allowance never changes which route takes
/// a request: what some server could read as a path of another route is refused.
/// </summary>
internal sealed class DoubtfulTargets(RouteLookup lookup)
{
    private const string Key = $"{nameof(RouteConfig.Metadata)}:{PathAllowance.Key}";

    /// <param name="found">What routing found; null if it found nothing.</param>
    /// <returns>Why the request is refused; null if the route takes it.</returns>
    public async Task<GatewayError?> RefusalAsync(HttpContext context, Endpoint? found)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var route = found?.Metadata.GetMetadata<RouteModel>()?.Config;
        var pattern = (found as RouteEndpoint)?.RoutePattern;
        var allowance = route is null || pattern is null ? PathAllowance.None : PathAllowance.Of(route.Metadata, pattern);
        if (RequestTarget.Fault(target, allowance) is { } fault)
        {
            return Refused(
                $"{fault.Text}. {AllowanceOf(fault, route, pattern is null ? null : PathAllowance.KeyFor(pattern, fault.Segment))}"
            );
        }
        var path = RequestTarget.PathOf(target).ToString();
        foreach (var reading in TargetReadings.Of(path))
        {
            if (await lookup.IsOfOtherRouteAsync(reading, route!.RouteId, context))
            {
                return Refused($"can be read as a path of another route than '{route.RouteId}', which {PathAllowance.Key} never allows");
            }
        }
        return null;
    }

    private static GatewayError Refused(string fault) =>
        new(Problems.RequestTargetRefused, $"The request target {fault}. Nothing was sent to the API.");

    /// <param name="fault">What is wrong with the target.</param>
    /// <param name="route">The route that would take it.</param>
    /// <param name="key">The key of its metadata that would allow the character where it is.</param>
    private static string AllowanceOf(TargetFault fault, RouteConfig? route, string? key) =>
        (fault, route) switch
        {
            ({ Character: null }, _) => "No route can allow it",
            (_, null) => $"No route lists this path. A route can allow the character for its last path parameter, by {Key}",
            _ when key is not null =>
                $"Fix: if identifiers of this API hold it, add it to {RoutePath.Of(route)}:{nameof(RouteConfig.Metadata)}:{key}",
            _ => $"Only path parameters of route '{route.RouteId}' can be allowed to hold it",
        };
}

/// <summary>
/// Takes the place of a route if a request's target has characters that the route would have to allow. It has the route's access policy.
/// </summary>
/// <param name="found">What routing found; null if it found nothing.</param>
internal sealed class DoubtfulEndpoint(Endpoint? found) : Endpoint(requestDelegate: null, found?.Metadata, found?.DisplayName)
{
    public Endpoint? Found => found;
}
