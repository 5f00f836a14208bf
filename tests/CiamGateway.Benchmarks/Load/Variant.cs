using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>A kind of load that every peer is put under.</summary>
/// <param name="Conditions">What is sent and how, for the table.</param>
internal sealed record Variant(string Name, string Conditions, ILoadGenerator Generator)
{
    /// <summary>What the upstream speaks, and so the peers.</summary>
    public Protocol Protocol { get; init; } = Protocol.Plain;
}
