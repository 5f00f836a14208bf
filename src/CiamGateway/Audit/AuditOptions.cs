using System.ComponentModel;

namespace CiamGateway.Audit;

/// <summary>The record of who changed what.</summary>
internal sealed class AuditOptions
{
    [Description("Where the lines go: StandardOutput (default), File or None.")]
    public string Target { get; set; } = nameof(AuditTarget.StandardOutput);

    [Description("For File: the file to append to, relative to the folder of appsettings.json. It may be moved away at any time.")]
    public string? File { get; set; }

    [Description(
        "For File: the size in bytes above which the file is renamed to .1, .2 … and a new one begun. 0: never. Default 104857600."
    )]
    public int MaxFileSize { get; set; } = 100 * 1024 * 1024;

    [Description("For File: how many renamed files are kept. Default 10.")]
    public int MaxFiles { get; set; } = 10;

    [Description("The methods whose calls are recorded. Default: POST, PUT, PATCH and DELETE.")]
    public IReadOnlyList<string> Methods { get; set; } = [];

    [Description("What happens to such calls while lines cannot be written: Permit (default) or Refuse, with 503.")]
    public string OnFailure { get; set; } = nameof(AuditFailure.Permit);

    [Description("Lines that wait to be written; calls wait with them when it is full. Changed at the next start. Default 10000.")]
    public int QueueSize { get; set; } = 10_000;

    [Description(
        "How long a call waits to leave its line in a full queue before the line is lost, counted and logged. With Permit, "
            + "no call waits for a target that fails. Default 5 s."
    )]
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
