namespace CiamGateway.Chaos.Faults.Processes;

/// <summary>Something happens to a gateway's process.</summary>
internal abstract class ProcessFault : Fault
{
    public override string Group => "process";

    public override bool IsOfOneSide => false;

    public override bool IsOfOneReplica => true;
}
