using CiamGateway.Errors;
using Microsoft.AspNetCore.Http.Timeouts;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding;

/// <summary>Stands around the time limits of routes, and answers where one of them ended the request, not the caller.</summary>
internal sealed class RouteTimeout(RequestDelegate next)
{
    public static bool IsSet(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RequestTimeoutAttribute>() is not null;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (WasCancelled(context) && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.Fail(new GatewayError(Problems.UpstreamTimeout, "The time of this route ran out. The API may or may not have carried the request out."));
        }
    }

    private static bool WasCancelled(HttpContext context) =>
        context.GetForwarderErrorFeature()?.Error is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled
        || context.Response.StatusCode is StatusCodes.Status499ClientClosedRequest;
}
