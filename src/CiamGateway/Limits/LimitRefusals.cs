using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Log;

namespace CiamGateway.Limits;

/// <summary>
/// Answers requests over a rate limit with 429, and logs which limit was reached: once a minute for each route and limit.
/// </summary>
internal sealed partial class LimitRefusals(TimeProvider clock, ILogger<LimitRefusals> logger)
{
    private readonly LogThrottle _throttle = new(clock);

    /// <param name="limit">The limit that is reached; null if another request has made room meanwhile.</param>
    public void Refuse(HttpContext context, ReachedLimit? limit, TimeSpan retryAfter)
    {
        var reached = limit is null
            ? "The limit of this caller or this route is reached"
            : $"The limit {limit.Path} is reached: {limit.Meaning}";
        context.Fail(new GatewayError(Problems.RateLimited, $"{reached}. Nothing was sent to the API.", retryAfter));
        var facts = RequestFacts.Of(context);
        if (limit is not null && _throttle.IsDue($"{facts.Route} {limit.Path}"))
        {
            LogReached(logger, facts.Caller, facts.Route, limit.Path, limit.Meaning);
        }
    }

    [LoggerMessage(
        11001,
        LogLevel.Warning,
        "Refused a call of caller '{Caller}' on route '{Route}': the limit {Limit} is reached ({Meaning}). "
            + "Fix: have the caller call less often, or raise {Limit}. Further refusals are logged once a minute; "
            + "ciam_gateway_errors_total counts all"
    )]
    private static partial void LogReached(ILogger logger, string caller, string route, string limit, string meaning);
}
