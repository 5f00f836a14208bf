using CiamGateway.Configuration.Schema;

namespace CiamGateway.Audit;

/// <summary>The record of who changed what.</summary>
internal sealed class AuditOptions
{
    [Option("Where the lines go.", Values = ["StandardOutput", "File", "None"], ValidatorChecksValues = true)]
    public string Target { get; set; } = nameof(AuditTarget.StandardOutput);

    [Option(
        "For File: the file to append to, relative to the folder of appsettings.json. It may be moved away at any time.",
        Example = "\"/var/log/ciam-gateway/audit.json\""
    )]
    public string? File { get; set; }

    [Option(
        "For File: the size in bytes above which the file is renamed to .1, .2 … and a new file begins. 0: never.",
        Minimum = "0",
        Maximum = "2147483647"
    )]
    public int MaxFileSize { get; set; } = 100 * 1024 * 1024;

    [Option("For File: how many renamed files are kept.", Minimum = "1", Maximum = "1000")]
    public int MaxFiles { get; set; } = 10;

    [Option("The methods of the calls that are recorded.", Default = "POST, PUT, PATCH, DELETE")]
    public IReadOnlyList<string> Methods { get; set; } = [];

    [Option(
        "What happens to calls of these methods while lines cannot be written. Permit: they are served. Refuse: the "
            + "gateway answers 503.",
        Values = ["Permit", "Refuse"],
        ValidatorChecksValues = true
    )]
    public string OnFailure { get; set; } = nameof(AuditFailure.Permit);

    [Option(
        "Lines that wait to be written. If the queue is full, calls wait, too.",
        Minimum = "1",
        Maximum = "1000000",
        NeedsRestart = true
    )]
    public int QueueSize { get; set; } = 10_000;

    [Option(
        "How long a call waits for room in a full queue before its line is lost, counted and logged. With Permit, "
            + "no call waits for a target that fails.",
        Minimum = "00:00:00",
        Maximum = "00:01:00"
    )]
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
