using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The map of the source code names only what exists, and all folders of the first level.</summary>
public sealed partial class MapTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src/CiamGateway");
    private static readonly string Map = File.ReadAllText(Path.Combine(Source, "README.md"));

    private static readonly List<string> Paths =
    [
        .. NamedPath().Matches(Map).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_path_that_it_names_exists()
    {
        Assert.NotEmpty(Paths);
        var gone = Paths.Where(path => !Exists(Path.Combine(Source, path)) && !Exists(Path.Combine(Repository.Root, path)));
        Assert.Equal("", string.Join('\n', gone));
    }

    [Fact]
    public void It_names_every_folder() =>
        Assert.Empty(
            Directory.EnumerateDirectories(Source).Select(folder => $"{Path.GetFileName(folder)}/").Except([.. Paths, "bin/", "obj/"])
        );

    [Fact]
    public void It_is_read_in_one_sitting() => Assert.InRange(Map.Split('\n').Length, 1, 120);

    private static bool Exists(string path) => path.EndsWith('/') ? Directory.Exists(path) : File.Exists(path);

    [GeneratedRegex(@"`([\w.-]+(?:/[\w.-]+)*(?:\.cs|\.md|\.json|/))`")]
    private static partial Regex NamedPath();
}
