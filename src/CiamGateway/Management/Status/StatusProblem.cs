namespace CiamGateway.Management.Status;

/// <summary>Something that an operator should know.</summary>
/// <param name="Severity">error, where calls fail; warning, where they will or may.</param>
/// <param name="Subject">calls, token, configuration, destination, endpoint, sharedCache, certificate or audit.</param>
/// <param name="Title">What is wrong, and with what: no two problems have the same.</param>
internal sealed record StatusProblem(string Severity, string Subject, string Title, IReadOnlyList<StatusReason> Reasons)
{
    /// <summary>The routes or tokens that it concerns; empty if the title names it.</summary>
    public IReadOnlyList<string> Concerns { get; init; } = [];

    /// <summary>When it began; null if that is not known.</summary>
    public DateTimeOffset? Since { get; init; }

    public const string Error = "error";
    public const string Warning = "warning";

    public StatusProblem(string severity, string subject, string title, string cause, string fix)
        : this(severity, subject, title, [new StatusReason(cause, fix)]) { }
}

/// <summary>Why it is so, and what to do about it.</summary>
internal sealed record StatusReason(string Cause, string Fix);
