using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Judging;

/// <summary>How long after an outage of a token endpoint or an API the last call failed.</summary>
internal sealed class RecoveryTable(Timeline timeline, IReadOnlyList<Side> sides, IReadOnlyCollection<FailedCall> failures)
{
    private static readonly TimeSpan Looked = TimeSpan.FromSeconds(60);
    private static readonly int[] Lengths = [0, 3, 8, 20];

    public IEnumerable<string> Lines() =>
        from one in timeline.Happened
        where (one.Fault.Effects & (Effects.Tokens | Effects.Api)) != 0 && one.Fault.IsOfOneSide && one.Ended is not null
        let length = Lengths.Last(least => (one.Ended - one.Began)!.Value.TotalSeconds >= least)
        group Recovery(one) by (one.Fault.Name, length) into kind
        orderby kind.Key
        let sorted = kind.Order().ToList()
        select $"{kind.Key.Name, -45} {$"from {kind.Key.length} s", -10} {sorted.Count, 3} outages, "
            + $"recovered after {sorted[sorted.Count / 2]:0.0} s, at most {sorted[^1]:0.0} s";

    /// <returns>
    /// Seconds from its end to the last failed call, before the next fault that makes calls fail, and beside what an earlier one explains.
    /// </returns>
    private double Recovery(Occurrence one)
    {
        var end = one.Ended!.Value;
        var others = timeline
            .Happened.Where(other =>
                other != one && other.Fault.Effects is not Effects.None && (!other.Fault.IsOfOneSide || other.Side == one.Side)
            )
            .ToList();
        var next = others
            .Where(other => (other.Ended ?? Looked + end) > end)
            .Select(other => other.Began!.Value)
            .Append(end + Looked)
            .Min();
        return (
            from failure in failures
            where failure.Side == sides[one.Side] && failure.End > end && failure.End < next
            where !others.Exists(other => other.Ended < end && other.Ended + other.Fault.Recovery > failure.End)
            select (failure.End - end).TotalSeconds
        )
            .DefaultIfEmpty(0)
            .Max();
    }
}
