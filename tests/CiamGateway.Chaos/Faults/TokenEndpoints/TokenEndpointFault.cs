using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.TokenEndpoints;

/// <summary>The token endpoint of one side cannot be relied on.</summary>
internal abstract class TokenEndpointFault : Fault
{
    public override string Group => "token endpoint";

    public override Effects Effects => Effects.Tokens;

    /// <summary>Most outages are short. Some outlive every token.</summary>
    public override (double Shortest, double Longest) Seconds => (1, 40);
}

/// <summary>The token endpoint answers every request in the same wrong way.</summary>
internal abstract class WrongAnswer : TokenEndpointFault
{
    protected abstract Reply Answer { get; }

    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Fault = _ => Answer;
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Fault = null;
        return Task.CompletedTask;
    }
}

/// <summary>
/// The token endpoint refuses the client or the scope (RFC 6749 §5.2). The gateway asks again every 5 s while calls fail.
/// </summary>
internal abstract class Refusal : WrongAnswer
{
    public override (double Shortest, double Longest) Seconds => (1, 15);

    public override TimeSpan Recovery => TimeSpan.FromSeconds(7);
}
