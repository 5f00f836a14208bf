using System.Text.RegularExpressions;
using CiamGateway.Benchmarks.Reports;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The documentation's figures are those of runs that are kept beside the benchmarks, as their program reports them.</summary>
public sealed class StoredRunTests
{
    public static TheoryData<string> Runs =>
        [
            .. Directory
                .GetFiles(Path.Combine(Repository.Root, "tests/CiamGateway.Benchmarks/Results"), "*.json")
                .Select(file => Path.GetRelativePath(Repository.Root, file)),
        ];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Its_report_is_on_the_page(string file) =>
        Assert.Contains(
            Run.Read(Path.Combine(Repository.Root, file)).Markdown.Trim(),
            DocumentationPage.Tests.Text,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("CiamGateway")]
    [InlineData("bare YARP")]
    [InlineData("nginx")]
    [InlineData("HAProxy")]
    [InlineData("Caddy")]
    [InlineData("nginx with njs")]
    [InlineData("nginx with Lua")]
    [InlineData("Node.js")]
    public void The_first_page_compares_with_the_same_figures(string proxy)
    {
        var row = Assert.Single(DocumentationPage.Front.Text.Split('\n'), line =>
            line.StartsWith($"| {proxy} |", StringComparison.Ordinal)
        );
        var (processor, memory, start) = row.Split('|', StringSplitOptions.TrimEntries) is [_, _, var first, var second, var third, _]
            ? (first, second, third)
            : default;
        var (name, tests) = (Regex.Escape(proxy), DocumentationPage.Tests.Text);
        Assert.Matches($@"\n\| {name} \| {Regex.Escape(processor)} \(", tests);
        Assert.Matches($@"\n\| {name} \| [\d.]+ \| {start} \([^|]+\| [^|]+\| {memory} \(", tests);
    }
}
