using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Deployment;

/// <summary>The Dockerfile builds from pinned parts only.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"));

    [Fact]
    public void Every_base_image_has_a_digest_and_the_command_that_renews_it()
    {
        var images = Lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToList();
        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.Matches(Pinned(), image));
        Assert.All(images, image =>
            Assert.Contains($"#   docker buildx imagetools inspect {image.Split('@')[0]} --format '{{{{.Manifest.Digest}}}}'", Lines)
        );
    }

    [Fact]
    public void Every_package_has_a_version()
    {
        var packages = Assert
            .Single(Lines, line => line.Contains("apt-get install", StringComparison.Ordinal))
            .Split(' ')
            .Where(word => word.StartsWith('"'));
        Assert.Equal(["\"clang=$CLANG_VERSION\"", "\"zlib1g-dev=$ZLIB_VERSION\""], packages);
        Assert.Equal(2, Lines.Count(line => Version().IsMatch(line)));
    }

    /// <summary>A restore for no runtime leaves out what native publish needs.</summary>
    [Fact]
    public void What_is_published_without_a_restore_was_restored_for_its_runtime()
    {
        var restore = Assert.Single(Lines, line => line.StartsWith("RUN dotnet restore", StringComparison.Ordinal));
        Assert.Contains("--locked-mode --property RuntimeIdentifier=linux-$(echo $TARGETARCH ", restore, StringComparison.Ordinal);
        Assert.Contains(Lines, line => line.Contains("--runtime linux-$(echo $TARGETARCH ", StringComparison.Ordinal));
        Assert.True(Array.IndexOf(Lines, "ARG TARGETARCH=amd64") < Array.IndexOf(Lines, restore));
    }

    [GeneratedRegex("^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$")]
    private static partial Regex Pinned();

    [GeneratedRegex("^ARG (CLANG|ZLIB)_VERSION=[0-9:]+.+$")]
    private static partial Regex Version();
}
