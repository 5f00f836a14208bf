using CiamGateway.Configuration.Checking;
using CiamGateway.Diagnosis;

namespace CiamGateway.Cli;

/// <summary>What the doctor found, and what it comes to.</summary>
internal sealed record DoctorReport(IReadOnlyList<ProblemReport> Configuration, IReadOnlyList<Check> Checks)
{
    public bool IsFit => Errors == 0;

    public string Verdict =>
        (Errors, Warnings) switch
        {
            (0, 0) => $"Fit to serve: {Count(Checks.Count, "check")}, nothing wrong.",
            (0, _) => $"Fit to serve, with {Count(Warnings, "warning")}: {Count(Checks.Count, "check")}.",
            (_, 0) => $"Not fit to serve: {Count(Errors, "error")} in {Count(Checks.Count, "check")} and the configuration.",
            _ => $"Not fit to serve: {Count(Errors, "error")} and {Count(Warnings, "warning")} in {Count(Checks.Count, "check")} "
                + "and the configuration.",
        };

    private int Errors => CountOf(ProblemSeverity.Error);

    private int Warnings => CountOf(ProblemSeverity.Warning);

    private int CountOf(string severity) =>
        Checks.SelectMany(check => check.Findings).Count(finding => finding.Severity == severity)
        + Configuration.Count(problem => problem.Severity == severity);

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
