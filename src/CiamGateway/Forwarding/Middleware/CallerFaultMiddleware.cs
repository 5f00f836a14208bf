using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding.Middleware;

/// <summary>
/// Runs between YARP's passive health checks and its forwarder, so that no fault of a request counts against a destination.
/// </summary>
internal sealed class CallerFaultMiddleware(RequestDelegate next)
{
    /// <summary>Whether anybody counts failures.</summary>
    public static bool IsNeeded(HttpContext context) =>
        context.GetReverseProxyFeature().Cluster.Config.HealthCheck?.Passive?.Enabled is true;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (
            context.GetForwarderErrorFeature() is { Error: not ForwarderError.RequestBodyClient } failure
            && CallerFault.Of(failure, context) is not null
        )
        {
            context.Features.Set<IForwarderErrorFeature>(new Failure(failure));
        }
    }

    /// <summary>The same failure, with an error that no health check counts.</summary>
    public sealed class Failure(IForwarderErrorFeature failure) : IForwarderErrorFeature
    {
        public IForwarderErrorFeature Original => failure;

        public ForwarderError Error => ForwarderError.RequestCreation;

        public Exception? Exception => failure.Exception;
    }
}
