using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Judging;

namespace CiamGateway.Chaos.Run;

/// <summary>What a run showed: figures, recovery, and each broken promise with what happened around it.</summary>
internal sealed class Report(
    RunOptions options,
    Timeline timeline,
    Judge judge,
    Surroundings surroundings,
    long calls,
    (double Usual, double Rare) heldUp,
    long memory
)
{
    private const int ShownOfAPromise = 5;

    /// <returns>Whether every promise held.</returns>
    public async Task<bool> WriteAsync(TextWriter output)
    {
        var tokens = new TokenRequestJudge(timeline, surroundings.Sides);
        var violations = judge.Violations.Concat(tokens.Violations()).OrderBy(violation => violation.Time).ToList();
        foreach (var kind in timeline.Happened.GroupBy(one => one.Fault.Name).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"  {kind.Count(), 3} {kind.Key}");
        }
        foreach (var one in timeline.Happened.Where(one => one.Trouble is not null))
        {
            await output.WriteLineAsync($"  not as planned: {one}");
        }
        await output.WriteLineAsync("recovery: from the end of the outage to the last failed call");
        foreach (var line in new RecoveryTable(timeline, surroundings.Sides, judge.Failures).Lines())
        {
            await output.WriteLineAsync($"  {line}");
        }
        await output.WriteLineAsync(
            "token requests in outages without a token, of the busiest gateway, after the first request for each token"
        );
        foreach (var outage in tokens.Outages())
        {
            await output.WriteLineAsync($"  {outage}");
        }
        if (violations.Count > 0)
        {
            await output.WriteLineAsync("timeline");
            foreach (var one in timeline.Happened.OrderBy(one => one.Began))
            {
                await output.WriteLineAsync($"  {one}");
            }
        }
        foreach (var promise in violations.GroupBy(violation => violation.Kind))
        {
            await output.WriteLineAsync($"BROKEN {promise.Key}: {promise.Count()} times");
            foreach (var violation in Spread(promise.ToList()))
            {
                await output.WriteLineAsync($"  {violation.Time.TotalSeconds:0.00} s: {violation}");
                foreach (var one in timeline.Around(violation.Time))
                {
                    await output.WriteLineAsync($"      {one}");
                }
            }
        }
        foreach (var gateway in surroundings.Gateways.All)
        {
            await output.WriteLineAsync($"log of gateway {gateway.Name}, lines by event: {gateway.Log.Events()}");
        }
        var waits = judge.Waits;
        await output.WriteLineAsync(
            $"{calls} calls: {judge.Succeeded} succeeded, {judge.Failures.Count} failed. Waits of {waits.Count} undisturbed calls: "
                + $"p50 {waits.Percentile(0.5)} ms, p99 {waits.Percentile(0.99)} ms, p99.9 {waits.Percentile(0.999)} ms, "
                + $"longest {waits.Percentile(1)} ms, {waits.OfTheMachine} over 50 ms because of the machine. "
                + $"Bare calls: p50 {heldUp.Usual:0.0} ms, p99.9 {heldUp.Rare:0.0} ms. "
                + $"Memory: {memory / 1e6:0} MB, at the end {surroundings.Gateways.All.Sum(gateway => gateway.Memory) / 1e6:0} MB."
        );
        await output.WriteLineAsync(
            violations.Count == 0
                ? $"seed {options.Seed}: every promise held"
                : $"seed {options.Seed}: {violations.Count} violations. To repeat: {options}"
        );
        return violations.Count == 0;
    }

    /// <summary>The first, and others at equal distances.</summary>
    private static IEnumerable<Violation> Spread(List<Violation> all) =>
        Enumerable
            .Range(0, Math.Min(all.Count, ShownOfAPromise))
            .Select(index => all[index * all.Count / Math.Min(all.Count, ShownOfAPromise)]);
}
