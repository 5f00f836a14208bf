using System.Collections.Concurrent;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>What was answered in the last minute, by route: for the status page, where no Prometheus keeps the past.</summary>
internal sealed class RecentTraffic(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, TrafficWindow> _routes = new();
    private readonly long _start = clock.GetTimestamp();

    /// <summary>The time that the numbers cover: the slice that is under way, and as many whole ones before it as there are.</summary>
    public TimeSpan Covered =>
        clock.GetElapsedTime(_start) is var running && running < TrafficWindow.Length
            ? running
            : TrafficWindow.Length - TrafficWindow.SliceLength + TimeSpan.FromTicks(running.Ticks % TrafficWindow.SliceLength.Ticks);

    /// <param name="route">The name of a route, or <see cref="RequestFacts.Unknown"/>: nothing that a caller can invent.</param>
    public void Answered(string route, int status, TimeSpan duration) =>
        _routes.GetOrAdd(route, static _ => new TrafficWindow()).Add(Now, status >= StatusCodes.Status500InternalServerError, duration);

    public TrafficTotals OfRoute(string route)
    {
        var totals = new TrafficTotals();
        _routes.GetValueOrDefault(route)?.AddTo(totals, Now);
        return totals;
    }

    public TrafficTotals OfAll()
    {
        var totals = new TrafficTotals();
        foreach (var window in _routes.Values)
        {
            window.AddTo(totals, Now);
        }
        return totals;
    }

    private long Now => clock.GetElapsedTime(_start).Ticks / TrafficWindow.SliceLength.Ticks;
}
