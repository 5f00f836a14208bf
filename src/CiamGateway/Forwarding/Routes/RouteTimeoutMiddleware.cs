using CiamGateway.Errors;
using Microsoft.AspNetCore.Http.Timeouts;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding.Routes;

/// <summary>Wraps the time limits of routes, and answers if one of them ended the request, not the caller.</summary>
internal sealed class RouteTimeoutMiddleware(RequestDelegate next)
{
    public static bool IsSet(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RequestTimeoutAttribute>() is not null;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted && ErrorOf(context) is { } error)
        {
            context.Fail(error);
        }
    }

    private static GatewayError? ErrorOf(HttpContext context) =>
        context.GetForwarderErrorFeature()?.Error switch
        {
            ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled => new(
                Problems.UpstreamTimeout,
                "The time of this route ran out. The API may or may not have carried the request out."
            ),
            null when context.Response.StatusCode is StatusCodes.Status499ClientClosedRequest => new(
                Problems.TokenTimeout,
                "The time of this route ran out while the call waited for its token. Nothing was sent to the API."
            ),
            _ => null,
        };
}
