using System.Reflection;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The list of what the RFCs demand of a gateway names tests that exist.</summary>
public sealed class IntermediaryRulesTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "tests", "intermediary-rules.md"))
            .Where(line => line.StartsWith("| 91", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];

    [Fact]
    public void Every_rule_names_a_test()
    {
        var tests = typeof(IntermediaryRulesTests)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public))
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(Rows);
        Assert.All(Rows, row => Assert.Contains(row[3], tests));
    }

    [Fact]
    public void Every_rule_has_its_section_and_who_keeps_it() => Assert.All(Rows, row =>
        {
            Assert.Equal(4, row.Length);
            Assert.Matches(@"^911[02] §\d+(\.\d+)*$", row[0]);
            Assert.All(row, cell => Assert.NotEqual("", cell));
        });
}
