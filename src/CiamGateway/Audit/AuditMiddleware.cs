using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Traces;

namespace CiamGateway.Audit;

/// <summary>Leaves a line in the audit log for every call that changes something, served or refused.</summary>
internal sealed class AuditMiddleware(RequestDelegate next, AuditLog log, CurrentConfiguration configuration, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        var settings = configuration.Current.Audit;
        return settings.Target is not AuditTarget.None && settings.Methods.Contains(context.Request.Method)
            ? RecordAsync(context, settings)
            : next(context);
    }

    private async Task RecordAsync(HttpContext context, AuditSettings settings)
    {
        var started = clock.GetTimestamp();
        var hasFailed = true;
        try
        {
            await PermitAsync(context, settings);
            hasFailed = false;
        }
        finally
        {
            // A call that was refused because of the audit log does not wait for it, too.
            var patience = context.GetGatewayError()?.Problem == Problems.AuditUnavailable ? TimeSpan.Zero : settings.WaitTimeout;
            await log.AddAsync(LineOf(context, hasFailed, clock.GetElapsedTime(started)), patience);
        }
    }

    private Task PermitAsync(HttpContext context, AuditSettings settings)
    {
        if (settings.OnFailure is AuditFailure.Permit || log.IsWritable)
        {
            return next(context);
        }
        context.Fail(
            new GatewayError(
                Problems.AuditUnavailable,
                "The audit log cannot be written, and without it no call that changes something is served. Nothing was sent to the API.",
                AuditLog.RetryInterval
            )
        );
        return Task.CompletedTask;
    }

    /// <param name="hasFailed">Whether an exception is on its way to the <see cref="ErrorWriter"/>, which has not answered yet.</param>
    private AuditLine LineOf(HttpContext context, bool hasFailed, TimeSpan duration)
    {
        var facts = RequestFacts.Of(context);
        var isDefect = hasFailed && !context.RequestAborted.IsCancellationRequested;
        return new AuditLine(
            clock.GetUtcNow(),
            TraceId.Of(context),
            facts.Caller,
            PlainAddress.Of(context.Connection.RemoteIpAddress)?.ToString(),
            facts.Route,
            context.Request.Method,
            CalledPath.Of(context),
            facts.TokenClient,
            facts.Scope,
            facts.TokenFingerprint,
            hasFailed && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode,
            isDefect ? Problems.Internal.Code : context.GetGatewayError()?.Problem.Code ?? facts.Error,
            facts.Detail,
            Math.Round(duration.TotalMilliseconds, 3)
        );
    }
}
