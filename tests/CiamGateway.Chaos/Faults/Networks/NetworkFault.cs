using CiamGateway.Chaos.Gateway;

namespace CiamGateway.Chaos.Faults.Networks;

/// <summary>The loopback of the run's own network namespace drops packets.</summary>
internal abstract class NetworkFault : Fault
{
    public override string Group => "network";

    public override bool IsPossible(Surroundings surroundings) => surroundings.HasOwnNetwork && Shell.Has("iptables");

    /// <summary>Which packets are dropped, as <c>iptables -A INPUT</c> takes it.</summary>
    protected abstract IEnumerable<string> Packets(FaultTarget target);

    public override Task BeginAsync(FaultTarget target) => Apply("-A", target);

    public override Task EndAsync(FaultTarget target) => Apply("-D", target);

    private Task Apply(string command, FaultTarget target)
    {
        foreach (var packets in Packets(target))
        {
            Shell.Run($"iptables {command} INPUT -i lo -p tcp {packets} -j DROP");
        }
        return Task.CompletedTask;
    }
}
