using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Run;

/// <summary>Makes the faults of a plan happen, and tells which happened at a time.</summary>
internal sealed class Timeline(IReadOnlyList<Occurrence> plan, Surroundings surroundings)
{
    public IEnumerable<Occurrence> Happened => plan.Where(one => one.Began is not null);

    /// <summary>Completes when the last fault has ended.</summary>
    public Task RunAsync()
    {
        var start = RunClock.Now;
        return Task.WhenAll(plan.Select(one => Task.Run(() => HappenAsync(one, start))));
    }

    /// <summary>Whether a fault with one of these effects concerned the call, or had ended less than its recovery time before.</summary>
    public bool Excuses(Call call, Effects effects) =>
        Happened.Any(one =>
            (one.Fault.Effects & effects) != 0
            && one.Fault.Concerns(call.Operation)
            && (!one.Fault.IsOfOneSide || surroundings.Sides[one.Side] == call.Side)
            && (!one.Fault.IsOfOneReplica || $"{one.Replica}" == call.Replica)
            && one.Began <= call.End
            && (one.Ended is not { } end || end + one.Fault.Recovery >= call.Begin)
        );

    /// <summary>Whether a fault with one of these effects happened to the side in this time.</summary>
    public bool Touches(int side, Effects effects, TimeSpan begin, TimeSpan end) =>
        Happened.Any(one =>
            (one.Fault.Effects & effects) != 0
            && (!one.Fault.IsOfOneSide || one.Side == side)
            && one.Began <= end
            && (one.Ended is not { } ended || ended + one.Fault.Recovery >= begin)
        );

    /// <summary>Whether an answer that the side's token endpoint sent at this time may not have reached the gateway.</summary>
    public bool LosesAnswers(Side side, TimeSpan time) =>
        Happened.Any(one =>
            (one.Fault.Effects & Effects.Answers) != 0
            && surroundings.Sides[one.Side] == side
            && one.Began <= time
            && (one.Ended is not { } end || end >= time)
        );

    /// <summary>What happened around this time.</summary>
    public IEnumerable<Occurrence> Around(TimeSpan time) =>
        from one in Happened
        where one.Began < time + TimeSpan.FromSeconds(2) && (one.Ended is not { } end || end > time - TimeSpan.FromSeconds(10))
        orderby one.Began
        select one;

    private async Task HappenAsync(Occurrence one, TimeSpan start)
    {
        var target = new FaultTarget(
            surroundings,
            surroundings.Sides[one.Side],
            surroundings.Gateways.All[one.Replica],
            new Random(one.Seed)
        );
        if (start + one.Begin - RunClock.Now is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait);
        }
        one.Began = RunClock.Now;
        try
        {
            await one.Fault.BeginAsync(target);
            await Task.Delay(one.Length);
        }
        catch (Exception exception)
        {
            one.Trouble = exception.Message;
        }
        try
        {
            await one.Fault.EndAsync(target);
        }
        catch (Exception exception)
        {
            one.Trouble ??= exception.Message;
        }
        one.Ended = RunClock.Now;
    }
}
