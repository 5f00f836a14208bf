using System.Globalization;

namespace CiamGateway.Telemetry;

/// <summary>Measures every request of the gateway's listeners, from arrival to the end of the answer.</summary>
internal sealed class RequestMetrics(RequestDelegate next, GatewayMetrics metrics, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var underWay = metrics.RequestArrived();
        var started = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var facts = RequestFacts.Of(context);
            metrics.RequestAnswered(
                facts.Route,
                Bounded(context.Request.Method),
                context.Response.StatusCode.ToString(CultureInfo.InvariantCulture),
                facts.Caller,
                clock.GetElapsedTime(started));
        }
    }

    /// <summary>A caller can invent methods without end; a label cannot.</summary>
    private static string Bounded(string method) => HttpMethods.GetCanonicalizedValue(method) switch
    {
        var known when KnownMethods.Contains(known) => known,
        _ => "other",
    };

    private static readonly HashSet<string> KnownMethods =
    [
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch,
        HttpMethods.Delete, HttpMethods.Options, HttpMethods.Trace, HttpMethods.Connect,
    ];
}
