using CiamGateway.Secrecy;
using CiamGateway.Telemetry.Traces;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>
/// Watches every request of the gateway's listeners, from arrival to the end of the answer: metrics, span, and a line in the log where that
/// is asked for.
/// </summary>
internal sealed partial class RequestMetricsMiddleware(
    RequestDelegate next,
    GatewayMetrics metrics,
    RecentTraffic traffic,
    TimeProvider clock,
    ILoggerFactory loggers
)
{
    public const string LogCategory = "CiamGateway.Requests";

    private readonly ILogger _logger = loggers.CreateLogger(LogCategory);

    public async Task InvokeAsync(HttpContext context)
    {
        using var underWay = metrics.RequestArrived();
        var facts = RequestFacts.Begin(context);
        var started = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Answered(context, facts, Bounded(context.Request.Method), clock.GetElapsedTime(started));
        }
    }

    private void Answered(HttpContext context, RequestFacts facts, string method, TimeSpan duration)
    {
        var status = context.Response.StatusCode;
        metrics.RequestAnswered(facts.Route, method, status, facts.Caller, duration);
        var outcome = CallOutcomes.Of(facts.Error, status);
        var calls = traffic.Answered(facts.Route, outcome, status, duration);
        if (outcome.IsFailure() || outcome is CallOutcome.CallerGone)
        {
            var isRead = calls.TakeReading(outcome, status, facts.ErrorType);
            calls.Failed(FailureCause.Of(context, facts, outcome, clock.GetUtcNow(), isRead));
        }
        Spans.Describe(context, facts, method);
        if (_logger.IsEnabled(LogLevel.Information))
        {
            var path = CalledPath.Cut(CalledPath.Of(context));
            LogRequest(_logger, method, path, status, duration.TotalMilliseconds, facts.Route, facts.Caller, facts.Error ?? "none");
        }
    }

    /// <summary>A caller can invent methods without end; a label cannot.</summary>
    private static string Bounded(string method) =>
        HttpMethods.GetCanonicalizedValue(method) switch
        {
            var known when KnownMethods.Contains(known) => known,
            _ => "other",
        };

    private static readonly HashSet<string> KnownMethods =
    [
        HttpMethods.Get,
        HttpMethods.Head,
        HttpMethods.Post,
        HttpMethods.Put,
        HttpMethods.Patch,
        HttpMethods.Delete,
        HttpMethods.Options,
        HttpMethods.Trace,
        HttpMethods.Connect,
    ];

    [LoggerMessage(
        8001,
        LogLevel.Information,
        "{Method} {Path} was answered {Status} in {Milliseconds:0.0} ms. Route {Route}, caller {Caller}, gateway's error {Error}"
    )]
    private static partial void LogRequest(
        ILogger logger,
        string method,
        string path,
        int status,
        double milliseconds,
        string route,
        string caller,
        string error
    );
}

/// <summary>Reads why a call failed: from the gateway's own error, or from the headers of the API's answer. Bodies are not read.</summary>
internal static class FailureCause
{
    /// <param name="isRead">Whether the cause is read; otherwise it is null, as is the trace id.</param>
    public static CallFailure Of(HttpContext context, RequestFacts facts, CallOutcome outcome, DateTimeOffset now, bool isRead) =>
        new(
            outcome,
            context.Response.StatusCode,
            facts.Error,
            facts.ErrorType,
            isRead ? facts.Cause ?? (facts.Error is null ? MessageOfApi(context) : null) : null,
            isRead ? TraceId.Of(context) : null,
            now,
            now
        );

    private static string? MessageOfApi(HttpContext context)
    {
        var headers = context.Response.Headers;
        string?[] words =
        [
            Named("WWW-Authenticate", headers.WWWAuthenticate.ToString()),
            Named("Retry-After", headers.RetryAfter.ToString()),
            OwnPhrase(context),
        ];
        var text = string.Join("; ", words.OfType<string>());
        return text.Length == 0 ? null : ForeignText.Of(text, PresentedCredentials.Of(context)).ToString();
    }

    private static string? Named(string name, string value) => value.Length == 0 ? null : $"{name}: {value}";

    private static string? OwnPhrase(HttpContext context)
    {
        var phrase = context.Features.Get<IHttpResponseFeature>()?.ReasonPhrase;
        return string.IsNullOrEmpty(phrase) || phrase == ReasonPhrases.GetReasonPhrase(context.Response.StatusCode) ? null : phrase;
    }
}
