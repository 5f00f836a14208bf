using CiamGateway.Secrecy;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Log;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Errors;

/// <summary>Writes the body of every error that a stage of the gateway has noted.</summary>
internal sealed partial class ErrorWriter(RequestDelegate next, GatewayMetrics metrics, TimeProvider clock, ILogger<ErrorWriter> logger)
{
    private readonly LogThrottle _throttle = new(clock);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            if (_throttle.IsDue($"{exception.GetType()} {RequestFacts.Of(context).Route}"))
            {
                LogUnexpected(logger, MaskedException.Of(exception, PresentedCredentials.Of(context)));
            }
            context.Fail(new GatewayError(Problems.Internal, "The gateway failed; its log names the cause."));
        }
        catch (Exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Too late for the caller, who sees the answer break off; the server logs the cause.
            Count(context, new GatewayError(Problems.Internal, "The gateway failed."));
            throw;
        }
        if (context.GetGatewayError() is { } error && !context.Response.HasStarted)
        {
            Count(context, error);
            if (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(
                    ErrorResponse.Prepare(context, error, CalledPath.Of(context)),
                    context.RequestAborted
                );
            }
        }
    }

    private void Count(HttpContext context, GatewayError error)
    {
        var facts = RequestFacts.Of(context);
        error.DescribeTo(facts);
        metrics.ErrorAnswered(facts.Route, error.Problem.Code);
    }

    [LoggerMessage(
        5001,
        LogLevel.Error,
        "A request failed inside the gateway, and was answered with 500. This is a defect of the gateway: report it with what follows. "
            + "Logged once a minute for each route"
    )]
    private static partial void LogUnexpected(ILogger logger, Exception exception);
}
