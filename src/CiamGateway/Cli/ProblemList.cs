using CiamGateway.Configuration.Checking;

namespace CiamGateway.Cli;

/// <summary>Prints configuration problems, one line each: errors first.</summary>
internal static class ProblemList
{
    public static void Write(IEnumerable<ConfigurationProblem> problems, TextWriter writer)
    {
        foreach (var problem in problems.OrderBy(problem => problem.Severity, StringComparer.Ordinal))
        {
            writer.WriteLine($"{Colour.OfSeverity(problem.Severity, writer)} {problem}");
        }
    }

    /// <summary>How many there are of each kind, such as "2 errors and 1 warning".</summary>
    public static string Count(IReadOnlyCollection<ConfigurationProblem> problems)
    {
        var (errors, warnings) = (problems.Count(problem => problem.IsError), problems.Count(problem => !problem.IsError));
        var counts = new[] { (errors, "error"), (warnings, "warning") }.Where(count => count.Item1 > 0);
        return string.Join(" and ", counts.Select(count => $"{count.Item1} {count.Item2}{(count.Item1 == 1 ? "" : "s")}"));
    }
}

/// <summary>A configuration problem as JSON, for editors and pipelines.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Source">The file, or <c>environment</c>, <c>command line</c>.</param>
internal sealed record ProblemReport(string Severity, string? Source, long? Line, long? Column, string Path, string Message, string Fix)
{
    public static ProblemReport Of(ConfigurationProblem problem) =>
        new(
            problem.Severity,
            problem.Place?.Source,
            problem.Place?.Line,
            problem.Place?.Column,
            problem.Path,
            problem.Message,
            problem.Fix
        );
}
