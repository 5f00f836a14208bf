namespace CiamGateway.Chaos.Faults.Streams;

/// <summary>A reader of what the gateways write stops, or a disk is full. No call may fail or wait.</summary>
internal abstract class StreamFault : Fault
{
    public override string Group => "streams";

    public override Effects Effects => Effects.None;

    public override bool IsOfOneSide => false;

    public override (double Shortest, double Longest) Seconds => (3, 30);
}
