using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>Describes calls that fail, one problem for each reason at each API.</summary>
internal static class CallProblems
{
    public const string Subject = "calls";

    /// <param name="destinations">Those in trouble; they explain why an API cannot be reached.</param>
    public static IEnumerable<StatusProblem> Of(
        IReadOnlyList<FailingCalls> failing,
        IReadOnlyList<TokenStatus> tokens,
        IReadOnlyList<DestinationStatus> destinations
    ) =>
        failing
            .Where(calls => !IsOfToken(calls, tokens) && !calls.Routes.All(route => route.Failure.Code is "audit_unavailable"))
            .Select(calls => Of(calls, [.. destinations.Where(destination => IsCause(destination, calls))]));

    /// <summary>Whether failed calls tell of the destination already.</summary>
    public static bool AreOf(IReadOnlyList<FailingCalls> failing, DestinationStatus destination) =>
        failing.Any(calls => IsCause(destination, calls));

    /// <summary>Whether the problem of a missing token tells of these calls.</summary>
    private static bool IsOfToken(FailingCalls calls, IReadOnlyList<TokenStatus> tokens) =>
        calls.Routes.All(route =>
            route.Failure.Outcome is CallOutcome.NoToken && tokens.Any(token => token.IsWanting && token.Routes.Contains(route.Name))
        );

    private static bool IsCause(DestinationStatus destination, FailingCalls calls) =>
        destination.IsUnhealthy
        && destination.Cluster == calls.Api
        && calls.Routes[0].Failure.Outcome is CallOutcome.Unreachable or CallOutcome.TimedOut;

    private static StatusProblem Of(FailingCalls calls, IReadOnlyList<DestinationStatus> destinations) =>
        new(
            calls.AllFail ? StatusProblem.Error : StatusProblem.Warning,
            Subject,
            Title(calls),
            destinations.Count > 0 ? [.. destinations.Select(destination => destination.ToReason())] : Reasons(calls)
        )
        {
            Concerns = [.. calls.Routes.Select(route => $"route {route.Name}: {Count(route)}")],
            Since = calls.Since,
        };

    private static string Title(FailingCalls calls) =>
        (calls.IsWholeApi && calls.AllFail, calls.AllFail, calls.Routes.Count) switch
        {
            (true, _, _) => $"Every call to {calls.Api} fails: {calls.Reason}",
            (_, true, 1) => $"Every call on route {calls.Routes[0].Name} fails: {calls.Reason}",
            (_, true, _) => $"Every call on {calls.Routes.Count} routes of {calls.Api} fails: {calls.Reason}",
            (_, _, 1) => $"Calls on route {calls.Routes[0].Name} fail at times: {calls.Reason}",
            _ => $"Calls on {calls.Routes.Count} routes of {calls.Api} fail at times: {calls.Reason}",
        };

    /// <summary>Routes with the same cause and fix share a reason.</summary>
    private static IReadOnlyList<StatusReason> Reasons(FailingCalls calls) =>
        [
            .. from route in calls.Routes
            let cause = Cause(route.Failure)
            group FailureWords.FixOf(route.Failure, route) by cause into alike
            select new StatusReason(alike.Key, alike.First()),
        ];

    private static string Cause(CallFailure failure) =>
        (failure.Code, failure.Cause) switch
        {
            (not null, { } cause) => cause,
            (not null, null) => $"The gateway's error {failure.Code}.",
            (null, { } words) => $"The API answers {failure.Status}. Its own words: {words}",
            _ => $"The API answers {failure.Status}, and gives no reason in its headers.",
        };

    private static string Count(FailingRoute route)
    {
        var failed = route
            .Condition.Failures.Where(failure => FailureWords.ReasonOf(failure) == FailureWords.ReasonOf(route.Failure))
            .Sum(failure => failure.Count);
        return failed == 1 ? "1 call" : $"{failed} calls";
    }
}
