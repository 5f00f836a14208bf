using CiamGateway.Errors;
using CiamGateway.Forwarding.Middleware;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Http.Timeouts;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Upstream;

/// <summary>The proxy pipeline's outermost stage: turns what YARP reports as failed into the gateway's own errors.</summary>
internal sealed class ForwardingOutcomeMiddleware(
    RequestDelegate next,
    UpstreamTrouble trouble,
    ProxyOnTheWay proxies,
    ClusterConnections connections,
    GatewayMetrics metrics,
    TimeProvider clock
)
{
    private const string OfProxy = "cannot be reached, since the proxy on the way";

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.GetReverseProxyFeature();
        var started = clock.GetTimestamp();
        var features = context.Features.Revision;
        await next(context);
        // YARP reports a failure by a feature. Looking up a missing feature is expensive: compare the revision first.
        if (context.Features.Revision != features && FailureOf(context) is { } failure)
        {
            if (IsTimeoutOnConnection(context, failure))
            {
                connections.CallTimedOut(request.Cluster.Config.ClusterId, started);
            }
            Failed(context, request, failure);
        }
        else if (request.ProxiedDestination is null)
        {
            context.Fail(
                new GatewayError(
                    Problems.UpstreamUnreachable,
                    "The destination that has this caller's session is not available, and no other may take it. Nothing was sent."
                )
            );
        }
        // A call that gives up waiting for its token has sent nothing.
        else if (context.GetGatewayError() is null && context.Response.StatusCode is not StatusCodes.Status499ClientClosedRequest)
        {
            trouble.Answered(request);
        }
    }

    private static IForwarderErrorFeature? FailureOf(HttpContext context)
    {
        var failure = context.GetForwarderErrorFeature();
        failure = failure is CallerFaultMiddleware.Failure { Original: var original } ? original : failure;
        return failure is null || CameAfterAnswer(failure) ? null : failure;
    }

    private void Failed(HttpContext context, IReverseProxyFeature request, IForwarderErrorFeature failure)
    {
        if (CallerFault.Of(failure, context) is { } fault)
        {
            Answer(context, failure, fault);
            return;
        }
        var message = MessageOf(failure);
        var proxy = proxies.Blamed(NetworkFault.Of(failure.Exception), request);
        if (message is not null)
        {
            trouble.Failed(request, proxy is null ? message : $"{OfProxy} ({proxy}) {message}", FixOf(failure, request, proxy is not null));
        }
        if (ErrorOf(failure, proxy is null ? message : $"{OfProxy} {message}") is { } error)
        {
            Answer(context, failure, error);
        }
    }

    private void Answer(HttpContext context, IForwarderErrorFeature failure, GatewayError error)
    {
        if (context.Response.HasStarted)
        {
            // Too late for the caller, who sees the answer break off.
            var facts = RequestFacts.Of(context);
            error.DescribeTo(facts);
            metrics.ErrorAnswered(facts.Route, error.Problem.Code);
        }
        else
        {
            if (failure.Error is ForwarderError.UpgradeResponseClient)
            {
                // The API's own Upgrade must not go with it.
                context.Response.Clear();
            }
            context.Fail(error);
        }
    }

    /// <param name="message">What the caller may know of what the API did wrong.</param>
    private static GatewayError? ErrorOf(IForwarderErrorFeature failure, string? message) =>
        failure.Error switch
        {
            _ when IsTimeout(failure) => new(
                Problems.UpstreamTimeout,
                $"The API {message}. It may or may not have carried the request out."
            ),
            ForwarderError.NoAvailableDestinations => new(
                Problems.UpstreamUnreachable,
                "No destination of this route's cluster is available. Nothing was sent."
            ),
            ForwarderError.RequestCreation => new(
                Problems.UpstreamUnreachable,
                "The request requires something, such as another protocol, for which the cluster of this route is not configured. "
                    + "Nothing was sent.",
                ProxyError: "proxy_configuration_error"
            ),
            _ when message is not null => new(
                Problems.UpstreamUnreachable,
                $"The API {message}.",
                ProxyError: NetworkFault.Of(failure.Exception).Type
            ),
            _ => null,
        };

    /// <summary>What the API did wrong, continuing a sentence that starts with it; null if it is not the one to blame.</summary>
    private static string? MessageOf(IForwarderErrorFeature failure) =>
        failure.Error switch
        {
            ForwarderError.RequestTimedOut => failure.Exception?.InnerException is TimeoutException
                ? "did not accept a connection in time"
                : "did not answer in time",
            ForwarderError.ResponseBodyDestination when IsTimeout(failure) => "began its answer and stalled",
            ForwarderError.RequestBodyDestination when IsTimeout(failure) => "did not take the whole request in time",
            ForwarderError.NoAvailableDestinations => "is unhealthy, as its health checks see it",
            ForwarderError.UpgradeResponseClient when failure.Exception is InvalidOperationException =>
                "switched to another protocol without being asked",
            ForwarderError.Request
            or ForwarderError.RequestBodyDestination
            or ForwarderError.ResponseHeaders
            or ForwarderError.ResponseBodyDestination => NetworkFault.Of(failure.Exception).Message,
            _ => null,
        };

    private static string FixOf(IForwarderErrorFeature failure, IReverseProxyFeature request, bool isOfProxy)
    {
        var cluster = request.Cluster.Config.ClusterId;
        var section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Clusters)}:{cluster}";
        var address =
            isOfProxy ? $"{section}:Proxy:Address, or HTTPS_PROXY"
            : request.ProxiedDestination is { } destination
                ? $"{RoutePath.OfCluster(cluster)}:Destinations:{destination.DestinationId}:Address"
            : null;
        return failure.Error switch
        {
            ForwarderError.RequestTimedOut when failure.Exception?.InnerException is TimeoutException => Network(),
            _ when IsTimeout(failure) => $"look into its log, or give it more time ("
                + $"{RoutePath.OfCluster(cluster)}:HttpRequest:ActivityTimeout, {RoutePath.Of(request.Route.Config)}:Timeout).",
            ForwarderError.NoAvailableDestinations => $"look at its health, and at {RoutePath.OfCluster(cluster)}:HealthCheck.",
            _ => Network(),
        };

        string Network() => NetworkFault.Of(failure.Exception).Below(section, address).Fix;
    }

    /// <summary>
    /// If a body stalls, YARP reports the cancellation that it caused itself: over HTTP/2 beside a second exception about the body that was
    /// cut short.
    /// </summary>
    private static bool IsTimeout(IForwarderErrorFeature failure) =>
        failure switch
        {
            { Error: ForwarderError.RequestTimedOut } => true,
            { Error: ForwarderError.ResponseBodyDestination, Exception: OperationCanceledException } => true,
            { Error: ForwarderError.RequestBodyDestination, Exception: AggregateException { InnerExceptions: var causes } } => causes.Any(
                cause => cause is OperationCanceledException
            ),
            _ => false,
        };

    /// <summary>Whether the call had a connection when the time limit of its cluster or route ended it.</summary>
    private static bool IsTimeoutOnConnection(HttpContext context, IForwarderErrorFeature failure) =>
        failure.Exception?.InnerException is not TimeoutException
        && (IsTimeout(failure) || context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested is true);

    /// <summary>
    /// A request body that fails after the answer does not change the answer. Without an answer, YARP reports both exceptions.
    /// </summary>
    private static bool CameAfterAnswer(IForwarderErrorFeature failure) =>
        failure is { Error: ForwarderError.RequestBodyClient or ForwarderError.RequestBodyDestination, Exception: not AggregateException };
}
