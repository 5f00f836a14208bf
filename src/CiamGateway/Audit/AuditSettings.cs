using System.Collections.Frozen;

namespace CiamGateway.Audit;

/// <summary>The current settings of the audit log.</summary>
/// <param name="File">The full path, where the target is a file.</param>
internal sealed record AuditSettings(
    AuditTarget Target,
    string File,
    int MaxFileSize,
    int MaxFiles,
    FrozenSet<string> Methods,
    AuditFailure OnFailure,
    int QueueSize,
    TimeSpan WaitTimeout
);

/// <summary>Where audit lines go.</summary>
internal enum AuditTarget
{
    StandardOutput,
    File,
    None,
}

/// <summary>What happens to calls while their audit lines cannot be written.</summary>
internal enum AuditFailure
{
    Permit,
    Refuse,
}
