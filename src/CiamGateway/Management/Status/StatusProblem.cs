namespace CiamGateway.Management.Status;

/// <summary>Something that an operator should know: what, why, and what to do about it.</summary>
/// <param name="Severity">error, where calls fail; warning, where they will or may.</param>
/// <param name="Subject">token, configuration, destination or endpoint.</param>
internal sealed record StatusProblem(string Severity, string Subject, string Title, string Cause, string Cure)
{
    public const string Error = "error";
    public const string Warning = "warning";
}
