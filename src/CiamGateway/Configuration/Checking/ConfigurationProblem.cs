using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Checking;

/// <summary>One mistake in the configuration: its place, what is wrong, and what to write instead.</summary>
/// <param name="Path">The configuration path (<c>Gateway:TokenClients:provisioning:ClientId</c>); empty where a whole file is
/// meant.</param>
internal sealed record ConfigurationProblem(string Path, string Message, string Fix)
{
    public string Severity { get; init; } = ProblemSeverity.Error;

    /// <summary>Of a misspelt key: the path of the key that is probably meant; otherwise null.</summary>
    public string? Meant { get; init; }

    /// <summary>The path of the entry that the value names, such as a caller's; null if it names none.</summary>
    public string? RefersTo { get; init; }

    /// <summary>Which source the path came from; null until it was looked up.</summary>
    public ConfigurationPlace? Place { get; init; }

    /// <summary>Whether it tells of a certificate that ends, has ended or is not valid yet.</summary>
    public bool IsOfValidity { get; init; }

    public bool IsError => Severity is ProblemSeverity.Error;

    public override string ToString() =>
        string.Join(": ", new[] { Place?.ToString(), Path, Message }.Where(part => !string.IsNullOrEmpty(part))) + $" Fix: {Fix}";
}

/// <summary>
/// Whether a configuration with the problem may be used. Words and not an enumeration, whose converter for JSON would make the
/// program larger by 50 kB; errors come first in their order.
/// </summary>
internal static class ProblemSeverity
{
    /// <summary>It may not.</summary>
    public const string Error = "error";

    /// <summary>It may, and the problem is reported.</summary>
    public const string Warning = "warning";
}

/// <summary>
/// Carries a <see cref="ConfigurationProblem"/> through interfaces that collect errors as exceptions, as YARP's validators do.
/// </summary>
internal sealed class ConfigurationProblemException(ConfigurationProblem problem) : Exception(problem.ToString())
{
    public ConfigurationProblem Problem { get; } = problem;
}
