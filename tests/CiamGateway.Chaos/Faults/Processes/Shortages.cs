using CiamGateway.Chaos.Gateway;
using CiamGateway.Chaos.Load;

namespace CiamGateway.Chaos.Faults.Processes;

/// <summary>SIGSTOP, then SIGCONT. No call may fail that its caller waits for.</summary>
internal sealed class GatewayIsStopped : ProcessFault
{
    private const int FewCalls = 50;

    private static readonly TimeSpan LongestBacklog = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public override Effects Effects => Effects.Waits | Effects.Gateway | Effects.Renewals;

    public override (double Shortest, double Longest) Seconds => (0.2, 25);

    public override Task BeginAsync(FaultTarget target)
    {
        target.Gateway.Signal("STOP");
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Gateway.Signal("CONT");
        return ServedAsync(target.Gateway.Name);
    }

    /// <summary>The calls of the whole stop are waiting to be served. How long that takes depends on the machine.</summary>
    private static async Task ServedAsync(string replica)
    {
        for (var left = LongestBacklog; left > TimeSpan.Zero && OpenCalls.WithoutAnswer(replica) > FewCalls; left -= Look)
        {
            await Task.Delay(Look);
        }
    }
}

/// <summary>Four processes that compute: everything is slow, nothing may fail.</summary>
internal sealed class ProcessorsAreBusy : ProcessFault
{
    private readonly List<RunningCommand> _busy = [];

    public override bool IsOfOneReplica => false;

    public override Effects Effects => Effects.Waits;

    public override Task BeginAsync(FaultTarget target)
    {
        for (var count = 0; count < 4; count++)
        {
            _busy.Add(Shell.Start("sh", "-c", "while :; do :; done"));
        }
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        _busy.ForEach(busy => busy.Dispose());
        return Task.CompletedTask;
    }
}

/// <summary>The process may open only a few more files for a while. Connections that are open serve on.</summary>
internal sealed class DescriptorsRunOut : ProcessFault
{
    public override Effects Effects => Effects.Gateway | Effects.Tokens | Effects.Waits | Effects.Renewals;

    public override bool IsPossible(Surroundings surroundings) => Shell.Has("prlimit");

    public override Task BeginAsync(FaultTarget target)
    {
        var open = Directory.GetFileSystemEntries($"/proc/{target.Gateway.Id}/fd").Length;
        Limit(target, $"{open + target.Random.Next(4)}");
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        Limit(target, "20000");
        return Task.CompletedTask;
    }

    private static void Limit(FaultTarget target, string files) => Shell.Run($"prlimit --pid {target.Gateway.Id} --nofile={files}:");
}
