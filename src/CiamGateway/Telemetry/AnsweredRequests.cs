using System.Collections.Concurrent;
using System.Globalization;
using Prometheus;

namespace CiamGateway.Telemetry;

/// <summary>
/// Counts answered requests and their time. It keeps the series that they belong to: to find those by their labels takes longer than to
/// count.
/// </summary>
internal sealed class AnsweredRequests(Counter requests, Histogram durations)
{
    private readonly ConcurrentDictionary<Kind, (Counter.Child Requests, Histogram.Child Durations)> _series = new();

    public void Add(string route, string method, int status, string caller, TimeSpan duration)
    {
        var series = _series.GetOrAdd(new Kind(route, method, status, caller), SeriesOf);
        series.Requests.Inc();
        series.Durations.Observe(duration.TotalSeconds);
    }

    private (Counter.Child Requests, Histogram.Child Durations) SeriesOf(Kind kind) =>
        (
            requests.WithLabels(kind.Route, kind.Method, kind.Status.ToString(CultureInfo.InvariantCulture), kind.Caller),
            durations.WithLabels(kind.Route)
        );

    private readonly record struct Kind(string Route, string Method, int Status, string Caller);
}
