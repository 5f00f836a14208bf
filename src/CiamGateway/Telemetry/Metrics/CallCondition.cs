namespace CiamGateway.Telemetry.Metrics;

/// <summary>How the calls of one route go.</summary>
/// <param name="Since">When the first call of this failure failed; null unless calls fail.</param>
/// <param name="LastSuccess">The beginning of the five seconds that it was in; null if no call succeeded in the last hour.</param>
/// <param name="LastFailure">Null if no call failed in the last hour.</param>
/// <param name="Failures">Why calls failed in the last hour, the latest first; at most 5 ways.</param>
/// <param name="Recovery">The last time that every call failed and then one succeeded; null if that was not in the last hour.</param>
internal sealed record CallCondition(
    CallState State,
    DateTimeOffset? Since,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? LastFailure,
    IReadOnlyList<CallFailure> Failures,
    CallRecovery? Recovery
)
{
    public static readonly CallCondition Unknown = new(CallState.NoCalls, null, null, null, [], null);

    /// <summary>Whether calls fail.</summary>
    public bool Fails => State is CallState.SomeFail or CallState.AllFail;

    /// <summary>The same after the reason of the failure is gone, although no call has succeeded yet.</summary>
    public CallCondition Forgiven => this with { State = LastSuccess is null ? CallState.NoCalls : CallState.Succeed, Since = null };

    /// <summary>The last call whose outcome says how the route does.</summary>
    public DateTimeOffset? LastCall => LastSuccess > LastFailure || LastFailure is null ? LastSuccess : LastFailure;
}

/// <summary>Every call failed from <paramref name="Since"/> on, until one succeeded at <paramref name="Until"/>.</summary>
internal sealed record CallRecovery(DateTimeOffset Since, DateTimeOffset Until, CallFailure Failure);

internal enum CallState
{
    /// <summary>No call in the last hour, or none whose outcome says anything about the API.</summary>
    NoCalls,

    Succeed,

    SomeFail,

    /// <summary>Every call fails since the last success.</summary>
    AllFail,
}
