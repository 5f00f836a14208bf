namespace CiamGateway.Benchmarks.Reports;

/// <summary>What a verb measured.</summary>
/// <param name="Problems">Where the gateway did wrong; being slow is not a problem here, since the machine has its part in it.</param>
internal sealed record Measurement(IReadOnlyList<Table> Tables, IReadOnlyList<string> Problems)
{
    /// <param name="problems">Nulls are left out.</param>
    public static Measurement Of(Table table, params IEnumerable<string?> problems) => new([table], [.. problems.OfType<string>()]);
}
