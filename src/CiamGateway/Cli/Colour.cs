using CiamGateway.Configuration.Checking;

namespace CiamGateway.Cli;

/// <summary>Marks words for the eye: on a terminal only, and not where NO_COLOR is set (https://no-color.org).</summary>
internal static class Colour
{
    public static string Red(string text, TextWriter writer) => Paint(text, 31, writer);

    public static string Yellow(string text, TextWriter writer) => Paint(text, 33, writer);

    /// <summary>The word that begins the line of a problem.</summary>
    public static string OfSeverity(string severity, TextWriter writer) =>
        severity is ProblemSeverity.Error ? Red("error:", writer) : Yellow("warning:", writer);

    private static string Paint(string text, int code, TextWriter writer) => IsWanted(writer) ? $"\e[{code}m{text}\e[0m" : text;

    private static bool IsWanted(TextWriter writer) =>
        Terminal.IsShownOn(writer)
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
