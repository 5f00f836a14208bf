namespace CiamGateway.Chaos.Faults.Networks;

/// <summary>Two packets in a hundred are lost: everything is slow, nothing may fail.</summary>
internal sealed class PacketsAreLost : NetworkFault
{
    public override Effects Effects => Effects.Waits;

    public override bool IsOfOneSide => false;

    protected override IEnumerable<string> Packets(FaultTarget target) => ["-m statistic --mode random --probability 0.02"];
}

/// <summary>Nothing comes from the token endpoint, and nothing says so: no reset, no refusal.</summary>
internal sealed class TokenEndpointIsSilent : NetworkFault
{
    public override Effects Effects => Effects.Tokens | Effects.Answers;

    public override (double Shortest, double Longest) Seconds => (2, 30);

    protected override IEnumerable<string> Packets(FaultTarget target)
    {
        var port = target.Side.AuthorizationServer.Server.Port;
        return [$"--dport {port}", $"--sport {port}"];
    }
}

/// <summary>New connections to the API get no answer. Open connections serve on.</summary>
internal sealed class ApiIgnoresNewConnections : NetworkFault
{
    public override Effects Effects => Effects.Api;

    public override TimeSpan Recovery => TimeSpan.FromSeconds(5);

    protected override IEnumerable<string> Packets(FaultTarget target) => [$"--syn --dport {target.Side.Api.Server.Port}"];
}

/// <summary>Nothing comes from the API for some seconds. Every connection that was open is of no more use.</summary>
internal sealed class ApiIsSilent : NetworkFault
{
    public override Effects Effects => Effects.Api;

    public override (double Shortest, double Longest) Seconds => (1, 6);

    /// <summary>A call ends by the time limit of 4 s, and each connection of the pool costs one call.</summary>
    public override TimeSpan Recovery => TimeSpan.FromSeconds(9);

    protected override IEnumerable<string> Packets(FaultTarget target)
    {
        var port = target.Side.Api.Server.Port;
        return [$"--dport {port}", $"--sport {port}"];
    }
}
