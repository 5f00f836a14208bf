using CiamGateway.Configuration.Checking;

namespace CiamGateway.Diagnosis;

/// <summary>Something that is wrong, or will be: the cause, and what to do about it, in a line.</summary>
internal sealed record Finding(string Severity, string Text)
{
    public static Finding Error(string text) => new(ProblemSeverity.Error, text);

    public static Finding Warning(string text) => new(ProblemSeverity.Warning, text);
}
