using System.Collections.Frozen;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Audit;

/// <summary>The rules for the audit log.</summary>
internal static class AuditValidator
{
    private static readonly string[] ChangingMethods = ["POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] StandardMethods = [.. ChangingMethods, "GET", "HEAD", "OPTIONS", "CONNECT", "TRACE"];

    public static AuditSettings Check(AuditOptions options, IndexedConfiguration root, string contentRoot, ConfigurationReading reading)
    {
        const string path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Audit)}";
        var target = Parse<AuditTarget>($"{path}:{nameof(options.Target)}", options.Target, reading);
        var onFailure = Parse<AuditFailure>($"{path}:{nameof(options.OnFailure)}", options.OnFailure, reading);
        var file = Path.GetFullPath(options.File ?? "", contentRoot);
        if (target is AuditTarget.File)
        {
            CheckFile($"{path}:{nameof(options.File)}", options.File, file, reading);
        }
        if (options.File is { Length: > 0 } && target is not AuditTarget.File)
        {
            reading.Report(
                $"{path}:{nameof(options.Target)}",
                $"is {target}, but {path}:{nameof(options.File)} names a file.",
                $"set {path}:{nameof(options.Target)} to {nameof(AuditTarget.File)}, or remove {path}:{nameof(options.File)}."
            );
        }
        CheckMethods($"{path}:{nameof(options.Methods)}", options.Methods, root, reading);
        OptionRanges.Check(path, options, GatewayOptionsJsonContext.Default.AuditOptions, reading);
        return new AuditSettings(
            target,
            file,
            options.MaxFileSize,
            options.MaxFiles,
            (options.Methods.Count > 0 ? options.Methods : ChangingMethods).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            onFailure,
            options.QueueSize,
            options.WaitTimeout
        );
    }

    /// <param name="fullPath">The full path of the configured name.</param>
    private static void CheckFile(string path, string? name, string fullPath, ConfigurationReading reading)
    {
        const string example = "name a file of its own, such as \"/var/log/ciam-gateway/audit.json\".";
        if (string.IsNullOrEmpty(name))
        {
            reading.Report(path, "is missing.", example);
        }
        else if (reading.Files.Contain(fullPath))
        {
            reading.Report(path, $"file '{fullPath}' is one that the configuration is read from.", example);
        }
        else if (Directory.Exists(fullPath))
        {
            reading.Warn(path, $"'{fullPath}' is a folder, so that no line can be written.", "name a file in it.");
        }
        else if (WritablePath.Obstacle(fullPath) is { } obstacle)
        {
            reading.Warn(
                path,
                $"'{obstacle}' cannot be written by the user '{ProcessUser.Name}', so that no line reaches the file.",
                "give that user write permission there, mount a volume that can be written, or name another file."
            );
        }
    }

    /// <summary>YARP knows no others by name, but a route that names no methods takes any.</summary>
    private static void CheckMethods(string path, IReadOnlyList<string> methods, IndexedConfiguration root, ConfigurationReading reading)
    {
        foreach (var (element, method) in reading.Elements(path, methods))
        {
            if (!StandardMethods.Contains(method, StringComparer.OrdinalIgnoreCase) && FixOf(method, root) is { } fix)
            {
                reading.Report(element, $"'{method}' is a method that no route takes, so no call would be recorded.", fix);
            }
        }
    }

    /// <returns>What to write instead; null if some route takes the method.</returns>
    private static string? FixOf(string method, IndexedConfiguration root) =>
        NearestName.Of(method, StandardMethods) switch
        {
            { } nearest => $"write '{nearest}'.",
            _ when root.GetSection($"{SectionNames.Proxy}:Routes")
                    .GetChildren()
                    .All(route => route.GetSection("Match:Methods").GetChildren().Any()) =>
                $"write some of {string.Join(", ", ChangingMethods)}.",
            _ => null,
        };

    private static T Parse<T>(string path, string value, ConfigurationReading reading)
        where T : struct, Enum
    {
        if (!Enum.TryParse<T>(value, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
        {
            reading.Report(path, $"'{value}' is not known.", $"write one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
        return parsed;
    }
}
