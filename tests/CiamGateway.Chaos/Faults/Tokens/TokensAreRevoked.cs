namespace CiamGateway.Chaos.Faults.Tokens;

/// <summary>
/// The authorization server revokes every token of the side. It lasts until the gateway may force the next renewal, which it does once in
/// 10 s.
/// </summary>
internal sealed class TokensAreRevoked : TokenFault
{
    public override Effects Effects => Effects.Renewals;

    public override (double Shortest, double Longest) Seconds => (11, 15);

    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.Tokens.Revoke();
        return Task.CompletedTask;
    }
}
