using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>The last hour in minutes, the oldest first; the last minute is under way.</summary>
/// <param name="Start">The beginning of the first minute.</param>
/// <param name="Requests">Answered in each minute.</param>
/// <param name="Errors">How many of them failed, by kind. A kind that did not occur is left out.</param>
/// <param name="P50Milliseconds">The time within which half of the requests were answered; null for a minute without requests.</param>
/// <param name="P99Milliseconds">The time within which 99 of 100 were.</param>
/// <param name="TokensGranted">Requests to token endpoints that yielded a token.</param>
/// <param name="TokensFailed">Requests to token endpoints that yielded none.</param>
internal sealed record HourStatus(
    DateTimeOffset Start,
    IReadOnlyList<long> Requests,
    IReadOnlyDictionary<string, IReadOnlyList<long>> Errors,
    IReadOnlyList<double?> P50Milliseconds,
    IReadOnlyList<double?> P99Milliseconds,
    IReadOnlyList<long> TokensGranted,
    IReadOnlyList<long> TokensFailed
)
{
    private static readonly (CallOutcome Outcome, string Name)[] Kinds =
    [
        (CallOutcome.Unreachable, "unreachable"),
        (CallOutcome.TimedOut, "timeout"),
        (CallOutcome.ApiFailed, "apiFailed"),
        (CallOutcome.ApiRefused, "apiRefused"),
        (CallOutcome.NoToken, "noToken"),
        (CallOutcome.GatewayFailed, "gatewayFailed"),
        (CallOutcome.CallerGone, "callerGone"),
        (CallOutcome.RequestRejected, "requestRejected"),
        (CallOutcome.CallerRefused, "callerRefused"),
    ];

    public static HourStatus Of(TrafficHour hour) =>
        new(
            hour.Start,
            Each(hour, minute => minute.Requests),
            Kinds
                .Where(kind => hour.Minutes.Any(minute => minute.Of(kind.Outcome) > 0))
                .ToDictionary(kind => kind.Name, kind => Each(hour, minute => minute.Of(kind.Outcome))),
            Each(hour, minute => Milliseconds(minute.Quantile(0.5))),
            Each(hour, minute => Milliseconds(minute.Quantile(0.99))),
            Each(hour, minute => minute.TokensGranted),
            Each(hour, minute => minute.TokensFailed)
        );

    private static IReadOnlyList<T> Each<T>(TrafficHour hour, Func<TrafficTotals, T> value) => [.. hour.Minutes.Select(value)];

    private static double? Milliseconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalMilliseconds, 2) : null;
}
