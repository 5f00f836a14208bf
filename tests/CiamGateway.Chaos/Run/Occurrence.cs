using CiamGateway.Chaos.Faults;

namespace CiamGateway.Chaos.Run;

/// <summary>A fault of the plan, with when it really began and ended.</summary>
/// <param name="Begin">When it is to begin, from the start of the calls.</param>
/// <param name="Side">The number of the side that it happens to.</param>
/// <param name="Replica">The number of the gateway that it happens to, if it is a matter of one.</param>
/// <param name="Seed">Of what the fault draws itself.</param>
internal sealed record Occurrence(Fault Fault, TimeSpan Begin, TimeSpan Length, int Side, int Replica, int Seed)
{
    /// <summary>When it is to have ended.</summary>
    public TimeSpan End => Begin + Length + Fault.Changes;

    public TimeSpan? Began { get; set; }

    public TimeSpan? Ended { get; set; }

    /// <summary>What kept it from beginning or ending as planned; null if nothing did.</summary>
    public string? Trouble { get; set; }

    public override string ToString() =>
        $"{Began?.TotalSeconds, 8:0.00} s to {(Ended is { } end ? $"{end.TotalSeconds:0.00} s" : "now")}: {Fault.Name}"
        + (
            Fault.IsOfOneSide ? $" ({(Side == 0 ? "first" : "second")})"
            : Fault.IsOfOneReplica ? $" (replica {Replica})"
            : ""
        )
        + (Trouble is null ? "" : $" ({Trouble})");
}
