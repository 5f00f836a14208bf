using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CiamGateway.Telemetry.Log;

/// <summary>The <c>Logging:Console</c> section, as .NET's console logger reads it.</summary>
internal sealed class ConsoleLogOptions
{
    [Description("Levels by the beginnings of categories' names, before those of Logging:LogLevel.")]
    public Dictionary<string, string> LogLevel { get; set; } = [];

    [Description("How lines are written. Default: json where standard error is redirected, simple on a terminal.")]
    [AllowedValues("json", "simple", "systemd")]
    public string? FormatterName { get; set; }

    [Description("What lines hold.")]
    public ConsoleFormatOptions? FormatterOptions { get; set; }

    [Description("How many lines may wait to be written; further ones are dropped and counted.")]
    public int MaxQueueLength { get; set; } = 2500;

    [Description("Known from other .NET programs; without effect here, where no call waits for the log.")]
    [AllowedValues("Wait", "DropWrite")]
    public string? QueueFullMode { get; set; }

    [Description("Known from other .NET programs; without effect here, where every line goes to standard error.")]
    [AllowedValues("Trace", "Debug", "Information", "Warning", "Error", "Critical", "None")]
    public string? LogToStandardErrorThreshold { get; set; }
}

/// <summary>What lines of the log hold.</summary>
internal sealed class ConsoleFormatOptions
{
    [Description("A format of .NET's for times. Default: yyyy-MM-ddTHH:mm:ss.fffZ.")]
    public string? TimestampFormat { get; set; }

    [Description("Whether times are in UTC.")]
    public bool UseUtcTimestamp { get; set; } = true;

    [Description("Whether trace ids stand beside messages.")]
    public bool IncludeScopes { get; set; } = true;

    [Description("Of simple: whether an event takes one line.")]
    public bool SingleLine { get; set; } = true;

    [Description("Of simple: whether levels have colours. Default: on a terminal.")]
    [AllowedValues("Default", "Enabled", "Disabled")]
    public string? ColorBehavior { get; set; }
}
