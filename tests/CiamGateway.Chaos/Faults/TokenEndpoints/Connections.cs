using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.TokenEndpoints;

internal sealed class TokenEndpointRefusesConnections : TokenEndpointFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Server.Refuse();
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Server.Listen();
        return Task.CompletedTask;
    }
}

/// <summary>Connections are accepted, and no answer comes before the end.</summary>
internal sealed class TokenEndpointHangs : TokenEndpointFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Server.ResetConnections();
        target.Side.AuthorizationServer.Server.Pause();
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Server.Resume();
        return Task.CompletedTask;
    }
}

internal sealed class TokenEndpointClosesConnections : WrongAnswer
{
    protected override Reply Answer => Reply.Nothing;
}

internal sealed class TokenEndpointResetsConnections : WrongAnswer
{
    protected override Reply Answer => Reply.Nothing with { Ending = AfterReply.Reset };
}

/// <summary>Every second request is reset.</summary>
internal sealed class TokenEndpointResetsHalfOfTheConnections : TokenEndpointFault
{
    private int _count;

    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Fault = _ =>
            Interlocked.Increment(ref _count) % 2 == 0 ? null : Reply.Nothing with { Ending = AfterReply.Reset };
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Fault = null;
        return Task.CompletedTask;
    }
}
