using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The tables of the tests' folder, whose last column is a test, name tests that exist.</summary>
public sealed partial class TestTableTests
{
    private const string Rules = "intermediary-rules.md";

    private static readonly HashSet<string> Tests =
    [
        .. typeof(TestTableTests)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public))
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"),
    ];

    [Theory]
    [InlineData(Rules, 4, 50)]
    [InlineData("authorization-servers.md", 3, 35)]
    public void Every_row_is_whole_and_names_a_test(string file, int columns, int least)
    {
        var rows = Rows(file);
        Assert.True(rows.Count >= least, $"{file} has {rows.Count} rows");
        Assert.All(rows, row =>
        {
            Assert.Equal(columns, row.Length);
            Assert.DoesNotContain("", row);
            Assert.Contains(row[^1], Tests);
        });
    }

    [Fact]
    public void Every_rule_of_an_RFC_has_its_section() => Assert.All(Rows(Rules), row => Assert.Matches(@"^911[02] §\d+(\.\d+)*$", row[0]));

    /// <returns>The rows of the file's table, without its head.</returns>
    private static List<string[]> Rows(string file) =>
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "tests", file))
                .Where(line => line.StartsWith('|'))
                .Skip(2)
                .Select(line => Column().Split(line).Select(cell => cell.Trim()).ToArray()[1..^1]),
        ];

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Column();
}
