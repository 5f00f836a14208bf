namespace CiamGateway.Configuration.Checking;

/// <summary>
/// Leaves out what follows from another error: what is missing since its key is misspelt, references to an entry that has an error itself,
/// and warnings of a value that has an error.
/// </summary>
internal static class FollowingProblems
{
    private const string File = "File";

    /// <returns>The problems that have a cause of their own, in their order. If there is an error, one is left.</returns>
    public static IEnumerable<ConfigurationProblem> Without(IReadOnlyCollection<ConfigurationProblem> problems)
    {
        var misspelt = problems.Where(problem => problem.Meant is not null).ToList();
        return problems.Where(problem =>
            problem.Meant is not null
            || (
                !misspelt.Exists(other => IsMissing(problem, other) || IsAt(other.Path, problem.Path))
                && !(!problem.IsError && problems.Any(other => other.IsError && other.Path == problem.Path))
                && !(problem.RefersTo is { } entry && problems.Any(other => other.IsError && IsFound(other, entry)))
            )
        );
    }

    /// <summary>Whether the problem is at the key that the misspelt one means. A missing secret has the key without <c>File</c>.</summary>
    private static bool IsMissing(ConfigurationProblem problem, ConfigurationProblem misspelt) =>
        IsAt(problem.Path, misspelt.Meant!) || IsAt(problem.Path + File, misspelt.Meant!);

    /// <summary>Whether the other problem is at the entry, or at a section that holds it.</summary>
    private static bool IsFound(ConfigurationProblem other, string entry) =>
        other.RefersTo is null && (IsAt(entry, other.Meant ?? other.Path) || IsAt(other.Path, entry));

    private static bool IsAt(string path, string section) =>
        section.Length > 0
        && path.StartsWith(section, StringComparison.OrdinalIgnoreCase)
        && (path.Length == section.Length || path[section.Length] == ':');
}
