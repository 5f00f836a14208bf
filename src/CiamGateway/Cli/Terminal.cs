using CiamGateway.Configuration.Checking;

namespace CiamGateway.Cli;

/// <summary>Whether somebody looks at what is written, and how much fits into a line.</summary>
internal static class Terminal
{
    public static bool IsShownOn(TextWriter writer) =>
        (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected)
        || (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected);

    /// <summary>Columns of the terminal; no limit where the text goes to a file or another program.</summary>
    public static int WidthOf(TextWriter writer) => IsShownOn(writer) && Console.WindowWidth > 0 ? Console.WindowWidth : int.MaxValue;
}

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
