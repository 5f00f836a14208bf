namespace CiamGateway.Chaos.Faults.Processes;

/// <summary>SIGTERM, as of an orchestrator, and a new process. The balancer follows readiness, so no call may fail.</summary>
internal sealed class GatewayIsRestarted : ProcessFault
{
    public override Effects Effects => Effects.Waits | Effects.Renewals;

    public override async Task BeginAsync(FaultTarget target)
    {
        await target.Gateway.StopAsync();
        await target.Gateway.StartAsync();
    }
}

/// <summary>SIGKILL, and a new process. Calls that it was serving are lost.</summary>
internal sealed class GatewayIsKilled : ProcessFault
{
    public override Effects Effects => Effects.Gateway | Effects.Waits | Effects.Renewals;

    public override Task BeginAsync(FaultTarget target)
    {
        target.Gateway.Kill();
        return target.Gateway.StartAsync();
    }
}
