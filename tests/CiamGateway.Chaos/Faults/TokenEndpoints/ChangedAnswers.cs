using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.TokenEndpoints;

/// <summary>The token endpoint grants tokens, but something is wrong with how the answer comes.</summary>
internal abstract class ChangedAnswer : TokenEndpointFault
{
    protected abstract Reply Change(Reply reply, Random random);

    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Changed = reply => Change(reply, target.Random);
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Changed = null;
        return Task.CompletedTask;
    }
}

/// <summary>Slow, but within the gateway's time limit of 3 s for an attempt.</summary>
internal sealed class TokenEndpointIsSlow : ChangedAnswer
{
    protected override Reply Change(Reply reply, Random random) =>
        reply with
        {
            Delay = TimeSpan.FromSeconds(0.3 + (random.NextDouble() * 2)),
        };
}

/// <summary>Slower than that.</summary>
internal sealed class TokenEndpointIsTooSlow : ChangedAnswer
{
    protected override Reply Change(Reply reply, Random random) =>
        reply with
        {
            Delay = TimeSpan.FromSeconds(6),
            Ending = AfterReply.Close,
        };
}

/// <summary>A byte every few milliseconds: the answer takes up to half a minute.</summary>
internal sealed class TokenEndpointTrickles : ChangedAnswer
{
    protected override Reply Change(Reply reply, Random random) => reply with { BytePause = TimeSpan.FromMilliseconds(random.Next(2, 30)) };
}

internal sealed class TokenEndpointBreaksOffItsAnswers : ChangedAnswer
{
    protected override Reply Change(Reply reply, Random random) => reply.Half(random.Next(2) == 0 ? AfterReply.Close : AfterReply.Reset);
}
