using CiamGateway.Configuration.Checking;

namespace CiamGateway.Cli;

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
