using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>What was answered in the last minute.</summary>
/// <param name="Seconds">The time that the numbers cover.</param>
/// <param name="Errors">Answers with a status of 500 or more, the gateway's own and the API's.</param>
/// <param name="ErrorRatio">Their part of all; null if there was no request.</param>
/// <param name="P50Milliseconds">The time within which half of the requests were answered.</param>
/// <param name="P99Milliseconds">The time within which 99 of 100 were.</param>
/// <param name="Failed">
/// Calls that failed through no fault of their callers: the API is not reachable, too slow, or answers 5xx, 401, 403, 407 or 429; no access
/// token is available; or the gateway fails.
/// </param>
/// <param name="FailedRatio">Their share of the calls that the gateway accepted; null if there was none.</param>
internal sealed record TrafficStatus(
    double Seconds,
    long Requests,
    double RequestsPerSecond,
    long Errors,
    double? ErrorRatio,
    double? P50Milliseconds,
    double? P99Milliseconds,
    long Failed,
    double? FailedRatio
)
{
    public static TrafficStatus Of(TrafficTotals totals, TimeSpan covered) =>
        new(
            Math.Round(covered.TotalSeconds, 1),
            totals.Requests,
            Math.Round(totals.Requests / Math.Max(1, covered.TotalSeconds), 3),
            totals.Errors,
            totals.Requests == 0 ? null : Math.Round((double)totals.Errors / totals.Requests, 4),
            Milliseconds(totals.Quantile(0.5)),
            Milliseconds(totals.Quantile(0.99)),
            totals.Failed,
            totals.Calls == 0 ? null : Math.Round((double)totals.Failed / totals.Calls, 4)
        );

    private static double? Milliseconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalMilliseconds, 2) : null;
}
