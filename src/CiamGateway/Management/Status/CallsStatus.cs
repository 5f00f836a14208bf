using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>How the calls of a route go.</summary>
/// <param name="State">none: no call in the last hour; succeed; someFail; or allFail: every call since the last success.</param>
/// <param name="Since">When the failure began; null unless calls fail.</param>
/// <param name="Reason">Why calls fail, in a few words; null unless they do.</param>
/// <param name="LastErrors">Of the last hour, the latest first; at most 5 kinds.</param>
internal sealed record CallsStatus(
    string State,
    DateTimeOffset? Since,
    string? Reason,
    DateTimeOffset? LastSuccessAt,
    DateTimeOffset? LastFailureAt,
    IReadOnlyList<FailureStatus> LastErrors
)
{
    /// <summary>Calls that are older say nothing about now.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromMinutes(5);

    public static CallsStatus Of(CallCondition condition) =>
        new(
            condition.State switch
            {
                CallState.AllFail => "allFail",
                CallState.SomeFail => "someFail",
                CallState.Succeed => "succeed",
                _ => "none",
            },
            condition.Since,
            condition.Fails ? FailureWords.ReasonOf(condition.Failures[0]) : null,
            condition.LastSuccess,
            condition.LastFailure,
            [.. condition.Failures.Select(FailureStatus.Of)]
        );
}

/// <summary>Calls of a route that failed in one way.</summary>
/// <param name="Status">What the callers received.</param>
/// <param name="Code">The code of the gateway's own error; null if the answer is the API's.</param>
/// <param name="Cause">The gateway's sentence, or what the API says in its headers; masked. Null if there is neither.</param>
/// <param name="Count">Since FirstAt.</param>
/// <param name="TraceId">Of one of the last calls, to look for in logs.</param>
internal sealed record FailureStatus(
    string Reason,
    int Status,
    string? Code,
    string? Cause,
    long Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    string? TraceId
)
{
    public static FailureStatus Of(CallFailure failure) =>
        new(
            FailureWords.ReasonOf(failure),
            failure.Status,
            failure.Code,
            failure.Cause,
            failure.Count,
            failure.FirstAt,
            failure.LastAt,
            failure.TraceId
        );
}

/// <summary>An API or a route that answers again after every call had failed.</summary>
internal sealed record RecoveryStatus(string Route, string? Cluster, string Reason, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>The last few of those routes that do not fail again, the latest first.</summary>
    public static IReadOnlyList<RecoveryStatus> Of(IEnumerable<FailingRoute> routes) =>
        [
            .. from route in routes
            where !route.Condition.Fails
            let recovery = route.Condition.Recovery
            where recovery is not null
            orderby recovery.Until descending
            select new RecoveryStatus(route.Name, route.Cluster, FailureWords.ReasonOf(recovery.Failure), recovery.Since, recovery.Until),
        ];
}
