namespace CiamGateway.Chaos.Faults.Tokens;

/// <summary>The tokens of one side are unusual, but right.</summary>
internal abstract class TokenFault : Fault
{
    public override string Group => "tokens";

    public override Effects Effects => Effects.None;

    public override (double Shortest, double Longest) Seconds => (5, 30);
}
