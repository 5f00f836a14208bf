namespace CiamGateway.Benchmarks.Reports;

/// <summary>Figures that were taken under the same conditions, to be read side by side.</summary>
/// <param name="Conditions">What was done to whom, in a sentence.</param>
internal sealed record Table(string Conditions, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The table as Markdown has it.</summary>
    public IEnumerable<string> Lines =>
        [Conditions, "", Line(Columns), $"|{string.Concat(Columns.Select(_ => "---|"))}", .. Rows.Select(Line)];

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
