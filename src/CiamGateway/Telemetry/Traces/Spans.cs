using System.Diagnostics;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Telemetry.Traces;

/// <summary>
/// The gateway's own spans, beside those of ASP.NET Core, YARP and its HTTP clients. No token, secret, query or body goes into them.
/// </summary>
internal static class Spans
{
    public const string SourceName = "CiamGateway";

    private const string Route = "ciam_gateway.route";
    private const string Caller = "ciam_gateway.caller";
    private const string Client = "ciam_gateway.token_client";
    private const string Scope = "ciam_gateway.scope";
    private const string ErrorType = "error.type";

    private static readonly ActivitySource Source = new(SourceName, GatewayMetrics.Version);

    /// <summary>A request that waits for its token.</summary>
    public static Activity? TokenLookup(string client, string scope) => OfToken(Source.StartActivity("token lookup"), client, scope);

    /// <summary>
    /// A token request with its retries. It belongs to no caller's trace, since many may wait for it: it is linked to the one that caused
    /// it.
    /// </summary>
    public static Activity? TokenRequest(string client, string scope, ActivityContext? cause) =>
        OfToken(
            Source.StartActivity(
                "token request",
                ActivityKind.Internal,
                parentContext: default,
                links: cause is { } context ? [new ActivityLink(context)] : []
            ),
            client,
            scope
        );

    /// <summary>The second sending of a call whose token the API rejected.</summary>
    public static Activity? Replay(string route) => Source.StartActivity("replay")?.SetTag(Route, route);

    public static void Fails(this Activity? span, string? error)
    {
        if (error is not null)
        {
            span?.SetTag(ErrorType, error).SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Says of ASP.NET Core's own span which request it was. What a caller did wrong is no failure of the server.</summary>
    public static void Describe(HttpContext context, RequestFacts facts, string method)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return;
        }
        var status = context.Response.StatusCode;
        span.DisplayName = $"{method} {facts.Route}";
        span.SetTag("http.request.method", method)
            .SetTag("url.path", CalledPath.Cut(CalledPath.Of(context)))
            .SetTag("url.scheme", context.Request.Scheme)
            .SetTag("http.response.status_code", status)
            .SetTag(Route, facts.Route)
            .SetTag(Caller, facts.Caller);
        span.SetTag(ErrorType, facts.Error);
        if (status >= 500 || (status < 400 && facts.Error is not null))
        {
            span.Fails(facts.Error ?? $"{status}");
        }
    }

    /// <summary>Keeps the requests of operators and probes out of the traces.</summary>
    public static Task Omit(HttpContext context, RequestDelegate next)
    {
        if (Activity.Current is { } span)
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
        return next(context);
    }

    private static Activity? OfToken(Activity? span, string client, string scope) => span?.SetTag(Client, client).SetTag(Scope, scope);
}
