namespace CiamGateway.Telemetry.Metrics;

/// <summary>Calls of one route that failed in one way. Holds no token, secret, credential, query or body.</summary>
/// <param name="Status">What the callers received.</param>
/// <param name="Code">The code of the gateway's own error; null if the answer is the API's.</param>
/// <param name="Type">The error type of RFC 9209 §2.3; null if the answer is the API's.</param>
/// <param name="Cause">The gateway's sentence about it, or what the API said in its headers, masked; null if there is neither.</param>
/// <param name="TraceId">Of the call that the cause was read from.</param>
/// <param name="Count">How many calls failed so since <paramref name="FirstAt"/>.</param>
internal sealed record CallFailure(
    CallOutcome Outcome,
    int Status,
    string? Code,
    string? Type,
    string? Cause,
    string? TraceId,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    long Count = 1
)
{
    public bool IsAlike(CallOutcome outcome, int status, string? type) => Outcome == outcome && Status == status && Type == type;

    /// <summary>Adds an alike failure to those before it.</summary>
    public CallFailure After(CallFailure before) =>
        TraceId is null
            ? before with
            {
                LastAt = LastAt,
                Count = before.Count + 1,
            }
            : this with
            {
                FirstAt = before.FirstAt,
                Count = before.Count + 1,
            };
}
