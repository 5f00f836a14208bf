using System.Globalization;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Telemetry.Log;

/// <summary>
/// The rules for .NET's <c>Logging</c> section: what .NET cannot read there, it throws at when the log is made and whenever it changes;
/// what it does not know, it passes over.
/// </summary>
internal static class LoggingValidator
{
    public const string Section = "Logging";
    public const string Levels = "LogLevel";
    public const string Console = "Console";

    public static void Check(IndexedConfiguration root, ConfigurationReading reading)
    {
        foreach (var section in root.At(Section).Children)
        {
            if (section.Key.Equals(Levels, StringComparison.OrdinalIgnoreCase))
            {
                if (!string.IsNullOrEmpty(section.Value))
                {
                    reading.Report(
                        section.Path,
                        "is a single value.",
                        $"write an object in braces, such as {{ \"Default\": \"{section.Value}\" }}."
                    );
                }
                CheckLevels(section, reading);
                continue;
            }
            CheckLevels(section.At(Levels), reading);
            if (section.Key.Equals(Console, StringComparison.OrdinalIgnoreCase))
            {
                CheckConsole(section, reading);
            }
            else if (section.At(Levels).Children.IsEmpty)
            {
                reading.Report(
                    section.Path,
                    "is not a known key.",
                    NearestName.Of(section.Key, [Levels, Console]) is { } nearest
                        ? $"write '{nearest}'."
                        : $"write {Levels} or {Console}, or remove it."
                );
            }
        }
    }

    private static void CheckLevels(IndexedSection levels, ConfigurationReading reading)
    {
        foreach (var (path, level) in levels.AsEnumerable().Where(setting => setting.Key != levels.Path))
        {
            if (!string.IsNullOrEmpty(level) && !(Enum.TryParse<LogLevel>(level, ignoreCase: true, out var known) && Enum.IsDefined(known)))
            {
                var names = string.Join(", ", Enum.GetNames<LogLevel>());
                reading.Report(
                    path,
                    $"'{level}' is not one of {names}.",
                    NearestName.Of(level, Enum.GetNames<LogLevel>()) is { } nearest ? $"write '{nearest}'." : $"write one of {names}."
                );
            }
        }
    }

    private static void CheckConsole(IndexedSection section, ConfigurationReading reading)
    {
        ConfigurationKeys.Check(section, GatewayOptionsJsonContext.Default.ConsoleLogOptions, reading.Problems);
        var length = section.At(nameof(ConsoleLogOptions.MaxQueueLength));
        if (int.TryParse(length.Value, CultureInfo.InvariantCulture, out var lines) && lines <= 0)
        {
            reading.Report(length.Path, $"{lines} is out of range.", "write at least 1, such as the default, 2500.");
        }
        var format = section.At($"{nameof(ConsoleLogOptions.FormatterOptions)}:{nameof(ConsoleFormatOptions.TimestampFormat)}");
        if (format.Value is { } text && !IsTimestampFormat(text))
        {
            reading.Report(
                format.Path,
                $"'{text}' is not a format of .NET's for times.",
                "write \"yyyy-MM-ddTHH:mm:ss.fffZ\", which is the default."
            );
        }
    }

    private static bool IsTimestampFormat(string text)
    {
        try
        {
            DateTimeOffset.UnixEpoch.ToString(text, CultureInfo.InvariantCulture);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
