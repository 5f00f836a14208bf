using System.Collections.Frozen;

namespace CiamGateway.Configuration;

/// <summary>The rules for the audit log.</summary>
internal static class AuditValidator
{
    private static readonly string[] ChangingMethods = ["POST", "PUT", "PATCH", "DELETE"];

    public static AuditSettings Check(AuditOptions options, string contentRoot, ConfigurationReading reading)
    {
        const string path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Audit)}";
        var target = Parse<AuditTarget>($"{path}:{nameof(options.Target)}", options.Target, reading);
        var onFailure = Parse<AuditFailure>($"{path}:{nameof(options.OnFailure)}", options.OnFailure, reading);
        if (target is AuditTarget.File && string.IsNullOrEmpty(options.File))
        {
            reading.Report($"{path}:{nameof(options.File)}", "is missing.", "\"/var/log/ciam-gateway/audit.json\".");
        }
        if (options.File is { Length: > 0 } && target is not AuditTarget.File)
        {
            reading.Report($"{path}:{nameof(options.Target)}", $"is {target}, but a File is given.", "File, or remove the File.");
        }
        reading.CheckRange($"{path}:{nameof(options.MaxFileSize)}", options.MaxFileSize, 0, int.MaxValue);
        reading.CheckRange($"{path}:{nameof(options.MaxFiles)}", options.MaxFiles, 1, 1000);
        reading.CheckRange($"{path}:{nameof(options.QueueSize)}", options.QueueSize, 1, 1_000_000);
        reading.CheckRange($"{path}:{nameof(options.WaitTimeout)}", options.WaitTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        return new AuditSettings(
            target,
            Path.GetFullPath(options.File ?? "", contentRoot),
            options.MaxFileSize,
            options.MaxFiles,
            (options.Methods.Count > 0 ? options.Methods : ChangingMethods).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            onFailure,
            options.QueueSize,
            options.WaitTimeout);
    }

    private static T Parse<T>(string path, string value, ConfigurationReading reading) where T : struct, Enum
    {
        if (!Enum.TryParse<T>(value, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
        {
            reading.Report(path, $"'{value}' is not known.", string.Join(", ", Enum.GetNames<T>()) + ".");
        }
        return parsed;
    }
}
