using CiamGateway.Configuration.Checking;

namespace CiamGateway.Management.Status;

/// <summary>The current configuration and the last change of it.</summary>
/// <param name="Version">Counts from 1 at the start of the process.</param>
/// <param name="Hash">The same on every replica with the same configuration, secrets apart.</param>
/// <param name="Warnings">What is doubtful about it.</param>
/// <param name="LastReload">Nothing before the first change.</param>
internal sealed record ConfigurationStatus(
    int Version,
    string Hash,
    DateTimeOffset AppliedAt,
    IReadOnlyList<ConfigurationRemark> Warnings,
    ReloadStatus? LastReload
)
{
    /// <summary>The full path of every file that was read, with secrets, keys and certificates.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public static ConfigurationStatus Of(ConfigurationStanding standing) =>
        new(
            standing.Version,
            standing.Hash.Value,
            standing.AppliedAt,
            RemarksOf(standing.Warnings),
            standing.LastReload is { } reload
                ? new ReloadStatus(
                    reload.IsRefused ? "refused"
                        : reload.IsPending ? "pending"
                        : "applied",
                    reload.At,
                    RemarksOf(reload.Problems)
                )
                : null
        );

    private static IReadOnlyList<ConfigurationRemark> RemarksOf(IEnumerable<ConfigurationProblem> problems) =>
        [.. problems.Select(problem => new ConfigurationRemark(problem.Path, problem.Place?.ToString(), problem.Message, problem.Fix))];
}

/// <param name="Outcome">applied; pending, if routes wait for their access token; or refused: then the configuration before it serves
/// on.</param>
/// <param name="Problems">Why it was refused, or which routes wait.</param>
internal sealed record ReloadStatus(string Outcome, DateTimeOffset At, IReadOnlyList<ConfigurationRemark> Problems);

/// <param name="Path">The configuration path; empty where a whole file is meant.</param>
/// <param name="Place">File, line and column, or another source.</param>
internal sealed record ConfigurationRemark(string Path, string? Place, string Message, string Fix);
