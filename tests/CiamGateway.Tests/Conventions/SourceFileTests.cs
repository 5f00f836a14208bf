using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>How long a line and a file of C# may be.</summary>
public sealed class SourceFileTests
{
    private const string RawString = "\"\"\"";

    private static readonly string[] Files =
    [
        .. new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)),
    ];

    [Fact]
    public void No_line_has_more_than_140_characters_except_text_in_a_raw_string()
    {
        Assert.NotEmpty(Files);
        Assert.Empty(Files.SelectMany(LongLines));
    }

    private static IEnumerable<string> LongLines(string file)
    {
        var isRaw = false;
        foreach (var (number, line) in File.ReadLines(file).Index())
        {
            if (line.Length > 140 && !isRaw)
            {
                yield return $"{Path.GetRelativePath(Repository.Root, file)}:{number + 1} has {line.Length} characters";
            }
            isRaw ^= line.Split(RawString).Length % 2 == 0;
        }
    }
}
