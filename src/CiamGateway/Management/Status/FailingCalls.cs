using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>A route whose calls fail.</summary>
internal sealed record FailingRoute(string Name, string? Cluster, string? TokenClient, CallCondition Condition)
{
    public CallFailure Failure => Condition.Failures[0];
}

/// <summary>Calls that fail for one reason at one API.</summary>
/// <param name="IsWholeApi">Whether every call to the API fails, on whatever route.</param>
/// <param name="AllFail">Whether every call on these routes fails; otherwise some do.</param>
internal sealed record FailingCalls(string Api, bool IsWholeApi, bool AllFail, string Reason, IReadOnlyList<FailingRoute> Routes)
{
    public DateTimeOffset Since => Routes.Min(route => route.Condition.Since) ?? DateTimeOffset.MinValue;

    /// <param name="routes">Each route with how its calls go.</param>
    public static IReadOnlyList<FailingCalls> In(IReadOnlyList<FailingRoute> routes, DateTimeOffset now) =>
        [
            .. from api in routes.GroupBy(route => route.Cluster ?? "no cluster")
            let isWhole = IsWhole([.. api], now)
            from failing in api.Where(route => route.Condition.Fails)
                .GroupBy(route => (route.Condition.State, FailureWords.ReasonOf(route.Failure)))
            let calls = new FailingCalls(api.Key, isWhole, failing.Key.State is CallState.AllFail, failing.Key.Item2, [.. failing])
            orderby calls.IsWholeApi descending, calls.AllFail descending, calls.Since
            select calls,
        ];

    /// <summary>No route has succeeded lately, or none since the API cannot be reached.</summary>
    private static bool IsWhole(IReadOnlyList<FailingRoute> api, DateTimeOffset now)
    {
        var down = api.Where(route => route.Condition.State is CallState.AllFail).ToList();
        if (down.Count == 0)
        {
            return false;
        }
        var called = api.Where(route => now - route.Condition.LastCall < CallsStatus.Lately);
        var unreachable = down.Where(route => route.Failure.Outcome is CallOutcome.Unreachable)
            .Select(route => route.Condition.Since)
            .Min();
        return called.All(route => route.Condition.State is CallState.AllFail)
            || (unreachable is { } since && api.All(route => !(route.Condition.LastSuccess > since)));
    }
}
