using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The documentation shows every listed difference from nginx, with its reason.</summary>
public sealed class LegacyClientsTests
{
    [Fact]
    public void The_page_has_the_list_of_differences()
    {
        var listed = File.ReadLines(Path.Combine(Repository.Root, "tests", "legacy-clients", "differences.md"))
            .Where(line => line.Length > 2 && char.IsAsciiDigit(line[2]))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .ToList();
        Assert.NotEmpty(listed);
        Assert.All(listed, row => Assert.Equal(5, row.Length));
        var table = string.Concat(listed.Select(row => $"| {row[1]} | {row[4]} |\n"));
        Assert.Contains(
            $"| difference from nginx | why |\n|---|---|\n{table}\n",
            DocumentationPage.Configuration.Text,
            StringComparison.Ordinal
        );
    }
}
