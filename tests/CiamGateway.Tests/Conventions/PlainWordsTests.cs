using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>Words that make a sentence hard to read for somebody whose first language is another one, in comments and messages.</summary>
public sealed partial class PlainWordsTests
{
    private static readonly string[] Extensions = [".cs", ".js", ".html", ".css"];

    [Fact]
    public void Comments_and_messages_of_the_gateway_hold_none_of_these_words() =>
        Assert.Empty(Found("src/CiamGateway", line => IsComment(line) || line.Contains('"') || line.Contains('`')));

    [Theory]
    [InlineData("src/CiamGateway.Sandbox")]
    [InlineData("tests/CiamGateway.BareProxy")]
    [InlineData("tests/CiamGateway.Benchmarks")]
    [InlineData("tests/CiamGateway.BrowserTests")]
    [InlineData("tests/CiamGateway.Chaos")]
    [InlineData("tests/CiamGateway.Tests")]
    public void Comments_elsewhere_hold_none_of_them(string folder) => Assert.Empty(Found(folder, IsComment));

    [Fact]
    public void Names_of_tests_hold_none_of_them() =>
        Assert.Empty(
            from type in typeof(PlainWordsTests).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where Hard().IsMatch(method.Name.Replace('_', ' '))
            select $"{type.Name}.{method.Name}"
        );

    private static IEnumerable<string> Found(string folder, Predicate<string> isText) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file)
        where Extensions.Contains(Path.GetExtension(file)) && !IsBuilt(path)
        from line in File.ReadLines(file).Index()
        where isText(line.Item) && Hard().IsMatch(line.Item)
        select $"{path}:{line.Index + 1}: {line.Item.Trim()}";

    private static bool IsBuilt(string path) =>
        path.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"], StringComparer.Ordinal).Any();

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex(
        """
            \b(nobody|whoever|anew|wants|in\ force|into\ force|for\ whom|those\ that|or\ else|at\ all|is\ heard|to\ be\ had|
            thereby|whatsoever|nothing\ where|stands|stood)\b
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Hard();
}
