namespace CiamGateway.Chaos.Run;

/// <summary>What a run is asked for.</summary>
/// <param name="Gateway">The native binary, or the assembly of a build that depends on the framework.</param>
/// <param name="Faults">The kinds that happen; all that are possible if it is empty.</param>
internal sealed record RunOptions(
    string Gateway,
    int Seed,
    TimeSpan Duration,
    int Replicas,
    int CallsPerSecond,
    IReadOnlyList<string> Faults
)
{
    /// <summary>The command line that repeats the run.</summary>
    public override string ToString() =>
        $"{Gateway} --seed {Seed} --duration {Duration.TotalSeconds:0} --replicas {Replicas} --rate {CallsPerSecond}"
        + (Faults.Count == 0 ? "" : $" --faults {string.Join(',', Faults)}");
}
