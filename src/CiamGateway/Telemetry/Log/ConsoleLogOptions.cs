using CiamGateway.Configuration.Schema;

namespace CiamGateway.Telemetry.Log;

/// <summary>The <c>Logging:Console</c> section, as .NET's console logger reads it.</summary>
internal sealed class ConsoleLogOptions
{
    [Option("Levels by the beginnings of categories' names. They win over those of Logging:LogLevel.")]
    public Dictionary<string, string> LogLevel { get; set; } = [];

    [Option(
        "The format of lines.",
        Default = "json if standard error is redirected, simple on a terminal",
        Values = ["json", "simple", "systemd"]
    )]
    public string? FormatterName { get; set; }

    [Option("The content of lines.")]
    public ConsoleFormatOptions? FormatterOptions { get; set; }

    [Option("How many lines may wait to be written. Further ones are dropped and counted.", Minimum = "1")]
    public int MaxQueueLength { get; set; } = 2500;

    [Option("Has no effect, because no call waits for the log. Other .NET programs have this key.", Values = ["Wait", "DropWrite"])]
    public string? QueueFullMode { get; set; }

    [Option(
        "Has no effect, because every line goes to standard error. Other .NET programs have this key.",
        Values = ["Trace", "Debug", "Information", "Warning", "Error", "Critical", "None"]
    )]
    public string? LogToStandardErrorThreshold { get; set; }
}

/// <summary>What lines of the log hold.</summary>
internal sealed class ConsoleFormatOptions
{
    [Option("The format of times, as .NET writes it.", Default = "yyyy-MM-ddTHH:mm:ss.fffZ")]
    public string? TimestampFormat { get; set; }

    [Option("Whether times are in UTC.")]
    public bool UseUtcTimestamp { get; set; } = true;

    [Option("Whether lines have trace ids.", Default = "true for json, false for simple")]
    public bool? IncludeScopes { get; set; }

    [Option("For simple: whether an event takes one line.")]
    public bool SingleLine { get; set; } = true;

    [Option("For simple: whether levels have colours.", Default = "on a terminal", Values = ["Default", "Enabled", "Disabled"])]
    public string? ColorBehavior { get; set; }
}
