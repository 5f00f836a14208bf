using CiamGateway.Chaos.Gateway;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults;

/// <summary>What a fault happens to. What it draws, it draws from the random numbers of its own.</summary>
internal sealed record FaultTarget(Surroundings Surroundings, Side Side, Replica Gateway, Random Random);

/// <summary>Everything around the calls.</summary>
/// <param name="Redis">Null if replicas do not share tokens.</param>
/// <param name="Clock">Null if it could not be compiled.</param>
internal sealed record Surroundings(
    IReadOnlyList<Side> Sides,
    BalancedReplicas Gateways,
    GatewayFiles Files,
    Redis? Redis,
    PreloadedClock? Clock,
    bool HasOwnNetwork,
    bool HasAuditDisk
);
