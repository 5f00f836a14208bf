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
    public void It_names_every_middleware_in_the_order_of_a_request()
    {
        var pipeline = Middleware()
            .Matches(File.ReadAllText(Path.Combine(Source, "GatewayHost.cs")))
            .Select(match => match.Groups[1].Value);
        var places = pipeline.Select(name => (Name: name, Place: Map.IndexOf($"/{name}.cs`", StringComparison.Ordinal))).ToList();
        Assert.DoesNotContain(places, middleware => middleware.Place < 0);
        Assert.InRange(places.Count, 15, 30);
        // Those of one step may be in any order.
        var steps = places.Select(middleware => Map[..middleware.Place].Count(character => character is '\n')).ToList();
        Assert.Equal(steps.Order(), steps);
    }

    [Fact]
    public void It_is_read_in_one_sitting() => Assert.InRange(Map.Split('\n').Length, 1, 120);

    private static bool Exists(string path) => path.EndsWith('/') ? Directory.Exists(path) : File.Exists(path);

    [GeneratedRegex(@"UseMiddleware<(\w+)>")]
    private static partial Regex Middleware();

    [GeneratedRegex(@"`([\w.-]+(?:/[\w.-]+)*(?:\.cs|\.md|\.json|/))`")]
    private static partial Regex NamedPath();
}
