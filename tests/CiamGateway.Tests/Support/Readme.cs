using System.Text.RegularExpressions;

namespace CiamGateway.Tests.Support;

/// <summary>The project's README, for tests that hold it to what it says.</summary>
internal static partial class Readme
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    /// <summary>The fenced blocks of one language.</summary>
    public static IEnumerable<string> Blocks(string language) =>
        Fences().Matches(Text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["content"].Value);

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<content>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
