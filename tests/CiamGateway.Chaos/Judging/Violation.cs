using CiamGateway.Chaos.Load;

namespace CiamGateway.Chaos.Judging;

/// <summary>A promise that did not hold.</summary>
/// <param name="Promise">In a word or two, as the report counts them.</param>
/// <param name="Call">The call that shows it; null if it is no matter of a call.</param>
internal sealed record Violation(TimeSpan Time, string Promise, string Text, Call? Call = null)
{
    /// <summary>What the report counts together.</summary>
    public string Kind =>
        Call is null || Promise is not "avoidable failure"
            ? Promise
            : $"{Promise} ({Call.Error?.Split(':')[0] ?? $"status {Call.Status}"})";

    public override string ToString() => Call is null ? Text : $"{Call}{(Text.Length == 0 ? "" : $"; {Text}")}";
}
