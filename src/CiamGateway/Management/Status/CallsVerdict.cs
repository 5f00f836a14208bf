using System.Globalization;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>How the calls go, in one sentence.</summary>
/// <param name="Severity">good; idle, if there are no calls that could say so; warning; or error.</param>
/// <param name="Since">When the first of the failures began; null unless calls fail.</param>
/// <param name="Problem">Explains a warning that is not of failed calls; null for any other verdict.</param>
internal sealed record CallsVerdict(string Severity, string Message, DateTimeOffset? Since = null, StatusProblem? Problem = null)
{
    public const string Good = "good";
    public const string Idle = "idle";
    public const string Warning = "warning";
    public const string Error = "error";

    /// <summary>How many names the sentence has at most.</summary>
    private const int Named = 3;

    /// <param name="failing">The failures, those of whole APIs first, then those of every call of a route.</param>
    /// <param name="minute">The last minute of all routes.</param>
    public static CallsVerdict Of(IReadOnlyList<FailingCalls> failing, TrafficTotals minute, TrafficHour hour)
    {
        if (failing.Count == 0)
        {
            return WithoutFailure(hour);
        }
        var (isApi, isEvery) = (failing[0].IsWholeApi, failing[0].AllFail);
        var worst = failing.Where(calls => calls.IsWholeApi == isApi && calls.AllFail == isEvery).ToList();
        var since = worst.Min(calls => calls.Since);
        if (isApi)
        {
            return new(Error, $"Every call to {List(worst.Select(calls => (calls.Api, calls.Reason)), "fails: ")}", since);
        }
        var failures = worst.SelectMany(calls => calls.Routes.Select(route => (route.Name, calls.Reason))).ToList();
        var routes = failures.Count == 1 ? "route" : "routes";
        var share = minute.Failed > 0 ? $"{Percent((double)minute.Failed / minute.Calls)} of calls fail" : "Some calls fail";
        var message = (isEvery, failures.Count) switch
        {
            (true, 1) => $"Every call on route {List(failures, "fails: ")}",
            (true, _) => $"{share}: every call on {routes} {List(failures, "")}",
            _ => $"{share} on {routes} {List(failures, "")}",
        };
        return new(Warning, message, since);
    }

    private static CallsVerdict WithoutFailure(TrafficHour hour)
    {
        var lately = new TrafficTotals();
        foreach (var minute in hour.Minutes.TakeLast(1 + (int)CallsStatus.Lately.TotalMinutes))
        {
            lately.Add(minute);
        }
        return (lately.Of(CallOutcome.Succeeded), lately.Of(CallOutcome.RequestRejected), lately.Of(CallOutcome.CallerRefused)) switch
        {
            (> 0, 0, 0) => new(Good, "All calls succeed"),
            (> 0 and var good, 0, var refused) => new(
                Good,
                "All calls to the API succeed; the gateway refuses "
                    + $"{Percent((double)refused / (good + refused)).ToLowerInvariant()} of all calls"
            ),
            (> 0 and var good, var wrong, _) => new(
                Good,
                $"All calls are answered, {Percent((double)wrong / (good + wrong)).ToLowerInvariant()} with 4xx of the API"
            ),
            (_, > 0, _) => Suspicious(
                "Every call is answered with 4xx by the API",
                "No call of the last 5 minutes succeeded. The API says that the requests are wrong, such as those to an unknown path.",
                "Compare the path that the API receives with its documentation: ciam-gateway explain METHOD PATH shows it."
            ),
            (_, _, > 0) => Suspicious(
                "The gateway refuses every call",
                "No request of the last 5 minutes went to an API: the callers did not prove who they are, or called what no route lists.",
                "Look into the log for warning 3003, and into ciam_gateway_errors_total for the codes."
            ),
            _ when hour.Minutes.Any(minute => minute.Calls > 0) => new(Idle, "No calls in the last 5 minutes"),
            _ => new(Idle, hour.Minutes.Count < TrafficHistory.Minutes ? "No calls yet" : "No calls in the last hour"),
        };
    }

    private static CallsVerdict Suspicious(string message, string cause, string fix) =>
        new(Warning, message, null, new StatusProblem(StatusProblem.Warning, CallProblems.Subject, message, cause, fix));

    /// <returns>The names, and the reason behind them, or behind each if they differ.</returns>
    private static string List(IEnumerable<(string Name, string Reason)> failures, string verb)
    {
        var byName = failures
            .GroupBy(failure => failure.Name)
            .Select(name => (Name: name.Key, Reason: string.Join(" and ", name.Select(failure => failure.Reason).Distinct())))
            .ToList();
        var reasons = byName.Select(failure => failure.Reason).Distinct().ToList();
        return reasons.Count > 1
            ? $"{Enumerated(byName.Select(failure => $"{failure.Name} ({failure.Reason})"))}{(verb.Length > 0 ? " fails" : "")}"
            : $"{Enumerated(byName.Select(failure => failure.Name))}{(verb.Length > 0 ? $" {verb}{reasons[0]}" : $" ({reasons[0]})")}";
    }

    private static string Enumerated(IEnumerable<string> names)
    {
        var all = names.ToList();
        List<string> shown = all.Count <= Named ? all : [.. all.Take(Named - 1), $"{all.Count - Named + 1} more"];
        return shown.Count == 1 ? shown[0] : $"{string.Join(", ", shown.SkipLast(1))} and {shown[^1]}";
    }

    private static string Percent(double share) =>
        share switch
        {
            < 0.001 => "Less than 0.1 %",
            < 0.1 => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %"),
        };
}
