namespace CiamGateway.Configuration.Checking;

/// <summary>
/// Whether a configuration with the problem may be used. Words and not an enumeration, whose converter for JSON would make the
/// program larger by 50 kB; errors come first in their order.
/// </summary>
internal static class ProblemSeverity
{
    /// <summary>It may not.</summary>
    public const string Error = "error";

    /// <summary>It may, and the problem is said.</summary>
    public const string Warning = "warning";
}
