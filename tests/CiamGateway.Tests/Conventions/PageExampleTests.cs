using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The configurations that the pages show are valid.</summary>
public sealed class PageExampleTests
{
    [Fact]
    public async Task The_whole_configuration_of_the_front_page_is_valid_and_has_ten_lines()
    {
        using var folder = ConfigurationFolder.Sound();
        var example = Example(DocumentationPage.Front, "Acrvzwdh0");
        var secret = Path.Combine(folder.Path, "secret");
        folder
            .With("config/routes.json", "{}")
            .With("appsettings.json", example.Replace("/run/secrets/ciam_client_secret", secret, StringComparison.Ordinal));
        Assert.Empty(await folder.Problems());
        Assert.Equal(10, example.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_example_of_an_edge_network_is_valid()
    {
        var example = Example(DocumentationPage.Configuration, "corporate-ca.pem");
        using var authority = new TestAuthority();
        using var folder = ConfigurationFolder
            .Sound()
            .With("ca.pem", TestAuthority.Pem(authority.Root))
            .With("edge.json", example.Replace("/etc/ssl/corporate-ca.pem", "ca.pem", StringComparison.Ordinal));
        Assert.Empty(await ProblemsWith(folder, "edge.json"));
    }

    [Fact]
    public async Task The_example_of_callers_is_valid()
    {
        using var folder = WithCallers(ConfigurationFolder.Sound());
        Assert.Empty(await ProblemsWith(folder, "callers.json"));
    }

    [Fact]
    public async Task The_example_of_a_route_is_valid()
    {
        using var folder = ConfigurationFolder
            .Sound()
            .With("config/routes.json", "{}")
            .With("route.json", Example(DocumentationPage.Configuration, "\"ReverseProxy\""));
        Assert.Empty(await ProblemsWith(folder, "route.json"));
    }

    [Fact]
    public async Task The_example_of_a_shared_Redis_is_valid()
    {
        var example = Example(DocumentationPage.Deployment, "RedisPasswordFile");
        using var folder = ConfigurationFolder.Sound();
        var password = Path.Combine(folder.Path, "secret");
        folder.With("redis.json", example.Replace("/run/secrets/redis_password", password, StringComparison.Ordinal));
        Assert.Empty(await ProblemsWith(folder, "redis.json"));
    }

    /// <summary>Adds the example of callers, with the certificate that it names.</summary>
    internal static ConfigurationFolder WithCallers(ConfigurationFolder folder)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("gateway");
        File.WriteAllBytes(Path.Combine(folder.Path, "gateway.pfx"), authority.Pfx(certificate, password: null));
        return folder.With("callers.json", Example(DocumentationPage.Configuration, "ops-console"));
    }

    private static async Task<IReadOnlyList<string>> ProblemsWith(ConfigurationFolder folder, string file) =>
        await folder.Problems("--Gateway:RouteFiles:0=config/routes.json", $"--Gateway:RouteFiles:1={file}");

    /// <summary>The first JSON block of the page that has this text, and is a part of a configuration.</summary>
    private static string Example(DocumentationPage page, string text) =>
        page.Blocks("json")
            .First(block =>
                block.StartsWith('{')
                && !block.StartsWith("{\"time\"", StringComparison.Ordinal)
                && block.Contains(text, StringComparison.Ordinal)
            );
}
