using CiamGateway.Errors;
using CiamGateway.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding;

/// <summary>The proxy pipeline's outermost stage: turns what YARP reports as failed into the gateway's own errors.</summary>
internal static class ForwardingOutcome
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is { } failure && ErrorOf(failure, context.Response.StatusCode) is { } error && !context.Response.HasStarted)
        {
            context.Fail(error);
        }
    }

    private static GatewayError? ErrorOf(IForwarderErrorFeature failure, int status) => failure.Error switch
    {
        ForwarderError.RequestTimedOut => new(
            Problems.UpstreamTimeout,
            $"The API {(failure.Exception?.InnerException is TimeoutException ? "did not accept a connection in time" : "did not answer in time")}. It may or may not have carried the request out."),
        ForwarderError.NoAvailableDestinations => new(
            Problems.UpstreamUnreachable,
            "No destination of this route's cluster is available. Nothing was sent."),
        ForwarderError.Request or ForwarderError.RequestBodyDestination or ForwarderError.ResponseHeaders or ForwarderError.RequestCreation => Unreachable(failure.Exception),
        ForwarderError.RequestBodyClient when status is StatusCodes.Status413PayloadTooLarge => new(
            Problems.RequestTooLarge,
            "The request body is larger than this gateway forwards."),
        ForwarderError.RequestBodyClient => new(
            Problems.RequestUnreadable,
            "The request body broke off, or is not framed as HTTP wants it."),
        _ => null,
    };

    private static GatewayError Unreachable(Exception? exception)
    {
        var fault = NetworkFault.Of(exception);
        return new GatewayError(Problems.UpstreamUnreachable, $"The API {fault.Words}.", ProxyError: fault.Type);
    }
}
