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
}
