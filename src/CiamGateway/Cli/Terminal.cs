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
