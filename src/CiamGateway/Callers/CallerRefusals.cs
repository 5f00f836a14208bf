using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Log;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Callers;

/// <summary>
/// Turns callers away: the answer, the count, and a line in the log. The answer does not say what was wrong, since that would help an
/// attacker who guesses.
/// </summary>
internal sealed partial class CallerRefusals(
    CurrentCallers callers,
    GatewayMetrics metrics,
    IgnoredCredentials ignored,
    TimeProvider clock,
    ILogger<CallerRefusals> logger
)
{
    /// <summary>At most one log line for each reason in this time, so that no stranger can fill a disk. The metric counts all.</summary>
    private readonly LogThrottle _throttle = new(clock, TimeSpan.FromSeconds(1));

    /// <summary>Answers 401 if the caller did not prove who it is, and 503 if too many passwords wait to be checked.</summary>
    public void RefuseUnknown(HttpContext context, Refusal refusal)
    {
        if (refusal == Refusal.Overloaded)
        {
            Log(context, refusal);
            context.Fail(
                new GatewayError(
                    Problems.GatewayOverloaded,
                    "Too many passwords wait to be checked. Nothing was sent to the API.",
                    refusal.RetryAfter
                )
            );
            return;
        }
        Note(context, refusal);
        if (refusal == Refusal.Missing)
        {
            ignored.Note(context);
        }
        context.Response.Headers.WWWAuthenticate = callers.Current.Challenges;
        context.Fail(
            new GatewayError(
                Problems.CallerUnauthenticated,
                refusal.RetryAfter is null
                    ? "Credentials of a caller are required here: an API key, a user name and password, "
                        + "a client certificate or a source address that the gateway knows. Nothing was sent to the API."
                    : "Too many wrong passwords came from this address or for this user name. Wait before the next. "
                        + "Nothing was sent to the API.",
                refusal.RetryAfter
            )
        );
    }

    /// <summary>Answers 403: the caller is known, but the route's policy does not admit it.</summary>
    /// <param name="policy">The access policy that does not name the caller; null if it is not known.</param>
    public void RefuseKnown(HttpContext context, string caller, string? policy)
    {
        Note(context, policy is null ? Refusal.NotAdmitted : Refusal.NotAdmittedBy(policy, caller));
        context.Fail(
            new GatewayError(Problems.CallerNotAdmitted, $"This route is not for the caller '{caller}'. Nothing was sent to the API.")
        );
    }

    private void Note(HttpContext context, Refusal refusal)
    {
        metrics.CallerRejected(refusal.Reason);
        Log(context, refusal);
    }

    private void Log(HttpContext context, Refusal refusal)
    {
        if (_throttle.IsDue(refusal.Reason))
        {
            var facts = RequestFacts.Of(context);
            LogRefused(
                logger,
                facts.Caller,
                SourceAddress.Of(context)?.ToString() ?? "an unknown address",
                facts.Route,
                refusal.Message,
                refusal.Fix
            );
        }
    }

    [LoggerMessage(3003, LogLevel.Warning, "Refused caller '{Caller}' from {Source} on route '{Route}': {Cause}. Fix: {Fix}")]
    private static partial void LogRefused(ILogger logger, string caller, string source, string route, string cause, string fix);
}
