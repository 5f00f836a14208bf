namespace CiamGateway.Configuration;

/// <summary>The rule for levels of the log: .NET throws at any that it does not know, when the log is made and whenever it changes.</summary>
internal static class LogLevelValidator
{
    private const string Section = "Logging";
    private const string Levels = "LogLevel";

    public static void Check(IndexedConfiguration root, ConfigurationReading reading)
    {
        foreach (var section in root.At(Section).Children)
        {
            var levels = section.Key.Equals(Levels, StringComparison.OrdinalIgnoreCase) ? section : section.At(Levels);
            foreach (var (path, level) in levels.AsEnumerable())
            {
                Check(path, level, reading);
            }
        }
    }

    private static void Check(string path, string? level, ConfigurationReading reading)
    {
        if (string.IsNullOrEmpty(level) || (Enum.TryParse<LogLevel>(level, ignoreCase: true, out var known) && Enum.IsDefined(known)))
        {
            return;
        }
        var names = string.Join(", ", Enum.GetNames<LogLevel>());
        reading.Report(path, $"'{level}' is not one of {names}.", NearestName.Of(level, Enum.GetNames<LogLevel>()) is { } nearest ? $"'{nearest}'." : $"one of {names}.");
    }
}
