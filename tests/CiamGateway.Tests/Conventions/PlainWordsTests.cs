using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>Words that make a sentence hard to read for somebody whose first language is another one, in comments and messages.</summary>
public sealed partial class PlainWordsTests
{
    [Fact]
    public void Comments_and_messages_of_the_gateway_hold_none_of_these_words()
    {
        var source = Path.Combine(Repository.Root, "src/CiamGateway");
        var found =
            from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            where !file.StartsWith(Path.Combine(source, "obj"), StringComparison.Ordinal)
            from line in File.ReadLines(file).Index()
            where IsText(line.Item) && Hard().IsMatch(line.Item)
            select $"{Path.GetRelativePath(source, file)}:{line.Index + 1}: {line.Item.Trim()}";
        Assert.Empty(found);
    }

    private static bool IsText(string line) => line.Contains("//", StringComparison.Ordinal) || line.Contains('"');

    [GeneratedRegex(
        """\b(nobody|whoever|anew|wants|in force|into force|for whom|those that|or else|at all|is heard|to be had|thereby|whatsoever)\b""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Hard();
}
