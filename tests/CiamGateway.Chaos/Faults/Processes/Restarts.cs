namespace CiamGateway.Chaos.Faults.Processes;

/// <summary>SIGTERM, as of an orchestrator, and a new process. The balancer follows readiness, so no call may fail.</summary>
internal sealed class GatewayIsRestarted : ProcessFault
{
    /// <summary>The gateway serves for 2 s after SIGTERM.</summary>
    public override TimeSpan Changes => TimeSpan.FromSeconds(5);

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

/// <summary>
/// The gateway is restarted with little memory, and again with more. Collections may take a moment. It accepts one connection for each
/// 256 KiB, which is not enough while calls hang.
/// </summary>
internal sealed class MemoryIsScarce : ProcessFault
{
    /// <summary>A third of what .NET may use in the shipped deployment.</summary>
    private const int Megabytes = 64;

    public override Effects Effects => Effects.Waits | Effects.Renewals | Effects.Connections;

    public override (double Shortest, double Longest) Seconds => (5, 20);

    public override TimeSpan Changes => TimeSpan.FromSeconds(10);

    public override Task BeginAsync(FaultTarget target) => RestartAsync(target, Megabytes);

    public override Task EndAsync(FaultTarget target) => RestartAsync(target, null);

    private static async Task RestartAsync(FaultTarget target, int? megabytes)
    {
        target.Gateway.HeapLimit = megabytes;
        await target.Gateway.StopAsync();
        await target.Gateway.StartAsync();
    }
}
