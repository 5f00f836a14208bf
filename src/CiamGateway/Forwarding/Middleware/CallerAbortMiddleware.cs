using CiamGateway.Errors;
using CiamGateway.Listening;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Middleware;

/// <summary>
/// Records a request whose caller closed the connection before it had the answer: <c>caller_gone</c> with status 499 in audit log, metrics
/// and request log.
/// The caller itself receives nothing.
/// </summary>
internal sealed class CallerAbortMiddleware(RequestDelegate next, GatewayMetrics metrics)
{
    private const string NotSent = "The caller gave up. Nothing was sent to the API.";
    private const string MayBeCarriedOut = "The caller gave up. The API may have carried the call out.";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            Record(context);
            return;
        }
        if (HasLeftWithinBody(context) || (context.RequestAborted.IsCancellationRequested && WasCutShort(context)))
        {
            Record(context);
        }
    }

    /// <summary>
    /// If the connection ends within the request body, reading the body fails before <see cref="HttpContext.RequestAborted"/> is
    /// cancelled.
    /// </summary>
    private static bool HasLeftWithinBody(HttpContext context) =>
        RequestBody.Of(context) is not null
        && context.GetForwarderErrorFeature() is { Error: ForwarderError.RequestBodyClient }
        && context.Features.Get<ListenerConnection>() is { IsEnded: true };

    /// <summary>
    /// An answer that the API completed is recorded as it is, even if the caller left at its very end.
    /// If the API breaks off an answer that has begun, the gateway itself closes the caller's connection: the API's failure stays on
    /// record.
    /// </summary>
    private static bool WasCutShort(HttpContext context) =>
        context.Response.StatusCode is StatusCodes.Status499ClientClosedRequest
        || (
            context.GetForwarderErrorFeature() is { Error: not ForwarderError.NoAvailableDestinations }
            && RequestFacts.Of(context).Error is null
        );

    private void Record(HttpContext context)
    {
        var error = new GatewayError(Problems.CallerGone, IsSent(context) ? MayBeCarriedOut : NotSent);
        var facts = RequestFacts.Of(context);
        facts.Detail = error.Detail;
        if (!context.Response.HasStarted)
        {
            context.Fail(error);
            return;
        }
        error.DescribeTo(facts);
        metrics.ErrorAnswered(facts.Route, error.Problem.Code);
    }

    /// <summary>
    /// YARP names the destination once it begins to send; a call that failed while it waited for its token has its status.
    /// </summary>
    private static bool IsSent(HttpContext context) =>
        context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination is not null && context.GetForwarderErrorFeature() is not null;
}
