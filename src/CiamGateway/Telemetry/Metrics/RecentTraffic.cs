using System.Collections.Concurrent;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>What was answered lately, by route: for the status page, which has no Prometheus that keeps the past.</summary>
internal sealed class RecentTraffic(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, RouteCalls> _routes = new();
    private readonly TrafficHistory _history = new();
    private readonly long _start = clock.GetTimestamp();

    /// <summary>
    /// The time that the numbers of the last minute cover: the slice that is under way, and as many whole ones before it as there are.
    /// </summary>
    public TimeSpan Covered =>
        clock.GetElapsedTime(_start) is var running && running < TrafficWindow.Length
            ? running
            : TrafficWindow.Length - TrafficWindow.SliceLength + TimeSpan.FromTicks(running.Ticks % TrafficWindow.SliceLength.Ticks);

    /// <param name="route">The name of a route, or <see cref="RequestFacts.Unknown"/>: nothing that a caller can invent.</param>
    /// <returns>The route's calls, to note a failure in.</returns>
    public RouteCalls Answered(string route, CallOutcome outcome, int status, TimeSpan duration)
    {
        var calls = _routes.GetOrAdd(route, static (_, self) => self.Create(), this);
        var now = Now;
        if (outcome.IsSuccess())
        {
            calls.Succeeded(now);
        }
        calls.Window.Add(now, outcome, status >= StatusCodes.Status500InternalServerError, duration);
        return calls;
    }

    /// <summary>Counts a request to a token endpoint.</summary>
    public void TokenRequested(bool isGranted)
    {
        lock (_history)
        {
            var minute = Now / TrafficWindow.Slices;
            _history.Of(minute, minute)?.AddTokenRequest(isGranted);
        }
    }

    /// <returns>The last minute of a route.</returns>
    public TrafficTotals OfRoute(string route)
    {
        var totals = new TrafficTotals();
        _routes.GetValueOrDefault(route)?.Window.AddTo(totals, Now);
        return totals;
    }

    /// <returns>The last minute of all routes.</returns>
    public TrafficTotals OfAll()
    {
        var totals = new TrafficTotals();
        foreach (var calls in _routes.Values)
        {
            calls.Window.AddTo(totals, Now);
        }
        return totals;
    }

    public CallCondition ConditionOf(string route) => _routes.GetValueOrDefault(route)?.Condition(Now, Origin) ?? CallCondition.Unknown;

    /// <returns>The last hour of all routes.</returns>
    public TrafficHour OfHour()
    {
        lock (_history)
        {
            var now = Now / TrafficWindow.Slices;
            var minutes = _history.Copy(now);
            var first = now - minutes.Length + 1;
            foreach (var calls in _routes.Values)
            {
                calls.Window.AddTo(minutes, first);
            }
            return new TrafficHour(Origin + (first * TrafficWindow.Length), minutes);
        }
    }

    private RouteCalls Create() => new(new TrafficWindow(_history), clock);

    private DateTimeOffset Origin => clock.GetUtcNow() - clock.GetElapsedTime(_start);

    private long Now => clock.GetElapsedTime(_start).Ticks / TrafficWindow.SliceLength.Ticks;
}

/// <param name="Start">The beginning of the first minute.</param>
/// <param name="Minutes">The last one is under way.</param>
internal sealed record TrafficHour(DateTimeOffset Start, IReadOnlyList<TrafficTotals> Minutes);
