using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The links, anchors and paths of the documentation lead to what exists.</summary>
public sealed partial class PageLinkTests
{
    public static TheoryData<string> Pages => [.. DocumentationPage.All.Select(page => page.Path)];

    [Fact]
    public void The_list_of_pages_is_complete()
    {
        string[] notForReaders = ["bin", "obj", "node_modules", "artifacts", ".git"];
        var found = Directory
            .EnumerateFiles(Repository.Root, "README.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(path => !path.Split('/').Intersect(notForReaders, StringComparer.Ordinal).Any());
        Assert.Equal(DocumentationPage.All.Select(page => page.Path).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_exist(string path)
    {
        var page = DocumentationPage.Find(path)!;
        var links = Links().Matches(DocumentationPage.WithoutFences(page.Text)).Select(match => match.Groups[1].Value);
        Assert.Equal(
            [],
            links.Where(link => !link.Contains("://", StringComparison.Ordinal)).Select(link => FaultOf(page, link)).OfType<string>()
        );
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_of_the_repository_that_a_page_names_exists(string path)
    {
        var named = Paths()
            .Matches(DocumentationPage.Find(path)!.Text)
            .Select(match => match.Groups[1].Value)
            .Distinct(StringComparer.Ordinal);
        Assert.Equal([], named.Where(name => !Exists(name.TrimEnd('.'))));
    }

    [Fact]
    public void Anchors_of_a_page_are_unique()
    {
        foreach (var page in DocumentationPage.All)
        {
            Assert.Equal(page.Anchors, page.Anchors.Distinct(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_front_page_is_read_in_one_sitting_and_leads_to_every_page()
    {
        Assert.InRange(DocumentationPage.Front.Text.Split('\n').Length, 1, 250);
        string[] pages =
        [
            "config/README.md",
            "config/kubernetes/README.md",
            "config/prometheus/README.md",
            "tests/README.md",
            "src/CiamGateway/README.md",
        ];
        Assert.All(pages, page => Assert.Contains($"]({page}", DocumentationPage.Front.Text, StringComparison.Ordinal));
    }

    private static string? FaultOf(DocumentationPage page, string link)
    {
        var (file, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
        var folder = Path.GetDirectoryName(page.Path)!;
        var target = file.Length == 0 ? page.Path : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, folder, file));
        return (Exists(target), anchor) switch
        {
            (false, _) => $"{link}: no such file",
            (true, null) => null,
            _ => DocumentationPage.Find(target)?.Anchors.Contains(anchor) == true ? null : $"{link}: no such heading",
        };
    }

    /// <summary>A star in the last part of the path must match a file.</summary>
    private static bool Exists(string path)
    {
        var full = Path.Combine(Repository.Root, path);
        return path.Contains('*', StringComparison.Ordinal)
            ? Directory.EnumerateFiles(Path.GetDirectoryName(full)!, Path.GetFileName(full)).Any()
            : Path.Exists(full);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    /// <summary>An absolute path is one of the image or of another machine.</summary>
    [GeneratedRegex(@"(?<![\w/.$-])((?:config|src|tests|\.ci)/[\w./*-]*[\w*])")]
    private static partial Regex Paths();
}
