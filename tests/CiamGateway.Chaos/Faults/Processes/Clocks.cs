namespace CiamGateway.Chaos.Faults.Processes;

/// <summary>The wall clock of all gateways is set. A token that is over by one clock is replaced.</summary>
internal abstract class ClockStep : Fault
{
    public override string Group => "clock";

    public override Effects Effects => Effects.Waits | Effects.Renewals;

    public override bool IsOfOneSide => false;

    public override (double Shortest, double Longest) Seconds => (2, 6);

    public override bool IsPossible(Surroundings surroundings) => surroundings.Clock is not null;

    protected abstract TimeSpan Step(Random random);

    public override Task BeginAsync(FaultTarget target)
    {
        target.Surroundings.Clock!.Step(Step(target.Random));
        return Task.CompletedTask;
    }
}

internal sealed class ClockIsSetForward : ClockStep
{
    protected override TimeSpan Step(Random random) => TimeSpan.FromSeconds(random.Next(1, 7200));
}

internal sealed class ClockIsSetBack : ClockStep
{
    protected override TimeSpan Step(Random random) => TimeSpan.FromSeconds(-random.Next(1, 7200));
}

/// <summary>The clock is corrected by less than a second, many times.</summary>
internal sealed class ClockIsCorrected : ClockStep
{
    public override Effects Effects => Effects.None;

    protected override TimeSpan Step(Random random) => TimeSpan.FromMilliseconds(random.Next(-200, 200));
}
