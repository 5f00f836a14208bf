namespace CiamGateway.Chaos.Faults.Configuration;

/// <summary>The configuration changes for all gateways. No call may fail or wait.</summary>
internal abstract class ConfigurationFault : Fault
{
    public override string Group => "configuration";

    public override Effects Effects => Effects.None;

    public override bool IsOfOneSide => false;

    public override (double Shortest, double Longest) Seconds => (3, 8);
}
