using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>What <c>AllowInPath</c> in a route's metadata can say, and what not.</summary>
public sealed class AllowInPathProblemTests : IDisposable
{
    private const string Route = "ReverseProxy:Routes:domain-list";
    private const string Key = $"{Route}:Metadata:AllowInPath";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\\ / % # ; .")]
    [InlineData("  \\/%#;.  ")]
    [InlineData("\\ \\")]
    [InlineData("\uFF0F \u2026")]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Delimiters_can_be_allowed(string value) => Assert.Empty(await ProblemsAsync("/Domains/{id}", value));

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task A_file_can_allow_nothing(string value)
    {
        _folder.With(
            "config/routes.json",
            $$"""
            {
              "ReverseProxy": {
                "Routes": {
                  "domain": {
                    "ClusterId": "provisioning",
                    "Match": { "Path": "/Domains/{id}", "Methods": [ "GET" ] },
                    "Metadata": { "AllowInPath": {{value}} },
                    "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client" } ]
                  }
                }
              }
            }
            """
        );
        Assert.Empty(await _folder.Problems());
    }

    [Theory]
    [InlineData("/Domains/{id}/Users")]
    [InlineData("/Domains/{**rest}")]
    [InlineData("/Domains/{id}.json")]
    [InlineData("/Domains/{id:int}")]
    [InlineData("/Domains/{id?}")]
    public async Task The_path_has_a_parameter_somewhere(string path) => Assert.Empty(await ProblemsAsync(path, "/"));

    [Theory]
    [InlineData("?", "'?' cannot be allowed: servers take what follows it for a query.")]
    [InlineData("\uFF1F", "'\uFF1F' cannot be allowed: servers take what follows it for a query.")]
    [InlineData("\u0001", "U+0001 is a control character, which no path may hold.")]
    [InlineData("\u200B", "U+200B is a control character, which no path may hold.")]
    [InlineData("+", "'+' is not a character that the gateway refuses in a path, so it needs no allowance.")]
    [InlineData("a", "'a' is not a character that the gateway refuses in a path, so it needs no allowance.")]
    [InlineData("\U0001F600", "'\U0001F600' is not a character that the gateway refuses in a path, so it needs no allowance.")]
    public async Task Other_characters_cannot(string value, string message)
    {
        Assert.Equal(
            [$"{Key}: {message} Fix: write some of \\ / % # ; . with spaces between them."],
            await ProblemsAsync("/Domains/{id}", $"/ {value}")
        );
    }

    [Fact]
    public async Task Without_a_parameter_there_is_nothing_to_allow() =>
        Assert.Equal(
            [
                $"{Key}: is on a route whose path has no parameter. Fix: write a parameter in Match:Path, such as /Domains/{{domainId}}, "
                    + "or remove it.",
            ],
            await ProblemsAsync("/Domains", "/")
        );

    [Fact]
    public async Task A_parameter_that_the_path_does_not_have_is_an_error() =>
        Assert.Equal(
            [
                $"{Key}.user: names a parameter that the route's path does not have: 'user'. "
                    + "Fix: write one of domain, id behind 'AllowInPath.', or remove it.",
                $"{Key}.ID: '+' is not a character that the gateway refuses in a path, so it needs no allowance. "
                    + "Fix: write some of \\ / % # ; . with spaces between them.",
            ],
            (
                await _folder.Problems(
                    $"--{Route}:Match:Path=/Domains/{{domain}}/{{id:int}}",
                    $"--{Key}.user=/",
                    $"--{Key}.domain=\\",
                    $"--{Key}.ID=+"
                )
            ).OrderDescending()
        );

    [Fact]
    public async Task A_key_that_is_probably_mistyped_is_a_warning() =>
        Assert.Equal(
            [$"{Route}:Metadata:AllowInPaths: is not a key that the gateway reads. Fix: write 'AllowInPath'."],
            await _folder.Problems($"--{Route}:Metadata:AllowInPaths=/", $"--{Route}:Metadata:Owner=payroll")
        );

    private Task<IReadOnlyList<string>> ProblemsAsync(string path, string value) =>
        _folder.Problems($"--{Route}:Match:Path={path}", $"--{Key}={value}");
}
