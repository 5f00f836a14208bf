using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>Mistakes that a lenient reader would pass over in silence, or bury under errors that only follow from them.</summary>
public sealed class SilentMistakeTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_comma_is_the_only_error()
    {
        var settings = File.ReadAllText(Path.Combine(_folder.Path, "appsettings.json"));
        _folder.With("appsettings.json", settings.Remove(settings.IndexOf(',', StringComparison.Ordinal), 1));
        var problem = Assert.Single(await ProblemsAsync());
        Assert.Contains("appsettings.json:", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains("is not JSON", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("The rest was not checked.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Routes", "first")]
    [InlineData("routes", "FIRST")]
    [InlineData("Clusters", "provisioning")]
    public async Task The_same_id_in_two_route_files_is_an_error(string section, string id)
    {
        _folder
            .With(
                "a.json",
                """
                { "ReverseProxy": { "Routes": { "first": { "AuthorizationPolicy": "writers" } }, "Clusters": { "provisioning": {} } } }
                """
            )
            .With("b.json", $$"""{ "ReverseProxy": { "{{section}}": { "{{id}}": { "ClusterId": "provisioning" } } } }""");
        var problems = await ProblemsAsync("--Gateway:RouteFiles:0=a.json", "--Gateway:RouteFiles:1=b.json");
        Assert.Single(problems, problem =>
            problem.IsError
            && problem.ToString().Contains("is defined in two route files: 'a.json' and 'b.json'.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_route_file_that_is_named_twice_is_read_once()
    {
        var problems = await ProblemsAsync("--Gateway:RouteFiles:0=config/routes.json", "--Gateway:RouteFiles:1=./config/routes.json");
        Assert.DoesNotContain(problems, problem => problem.IsError);
    }

    [Theory]
    [InlineData("config/teams/*.json")]
    [InlineData("config/**/team-*.json")]
    [InlineData("*/teams/team-*.json")]
    public void A_pattern_names_all_files_that_match(string pattern)
    {
        _folder
            .With("config/teams/team-b.json", """{ "ReverseProxy": { "Routes": { "of-b": { "Order": 2 } } } }""")
            .With("config/teams/team-a.json", """{ "ReverseProxy": { "Routes": { "of-a": { "Order": 1 } } } }""");
        var root = _folder.Load($"--Gateway:RouteFiles:0={pattern}").Root;
        Assert.Equal(("1", "2"), (root["ReverseProxy:Routes:of-a:Order"], root["ReverseProxy:Routes:of-b:Order"]));
    }

    [Fact]
    public async Task A_pattern_that_matches_no_file_is_an_error()
    {
        var problem = Assert.Single(await ProblemsAsync("--Gateway:RouteFiles:0=config/teams/*.json"), problem => problem.IsError);
        Assert.Contains("'config/teams/*.json' matches no file in", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_file_overrides_a_route_on_purpose()
    {
        _folder.With("override.json", """{ "ReverseProxy": { "Routes": { "first": { "Order": 5 } } } }""");
        var configuration = GatewayConfiguration.Load(
            new ConfigurationArguments
            {
                ContentRoot = _folder.Path,
                Files = [Path.Combine(_folder.Path, "override.json")],
                ReadEnvironment = false,
            }
        );
        Assert.Equal("5", configuration.Root["ReverseProxy:Routes:first:Order"]);
        Assert.DoesNotContain(configuration.Problems, problem => problem.Message.Contains("two route files", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ClientSecretFile")]
    [InlineData("TrustedCertificatesFile")]
    public async Task A_folder_in_place_of_a_file_is_called_one(string key)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "a-folder")).FullName;
        var problems = await ProblemsAsync($"--Gateway:TokenClients:provisioning:{key}={folder}");
        Assert.Single(problems, problem => problem.Message == $"'{folder}' is a folder.");
        Assert.DoesNotContain(problems, problem => problem.Message.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Urls_beside_named_endpoints_are_not_used()
    {
        var problems = await ProblemsAsync("--Urls=http://127.0.0.1:8080", "--Kestrel:Endpoints:Callers:Url=http://127.0.0.1:9090");
        var problem = Assert.Single(problems, problem => problem.Path == "Urls");
        Assert.Equal(
            (ProblemSeverity.Warning, "is not used, because Kestrel:Endpoints names the listeners."),
            (problem.Severity, problem.Message)
        );
    }

    [Theory]
    [InlineData("/items/*", "/items/{**rest}")]
    [InlineData("/items/**", "/items/{**rest}")]
    [InlineData("/items/:id", "/items/{id}")]
    [InlineData("/items/:id?", "/items/{id}")]
    [InlineData("/items/<int:id>/parts", "/items/{id}/parts")]
    [InlineData("/items/[id]", "/items/{id}")]
    [InlineData("/items/{rest+}", "/items/{**rest}")]
    [InlineData("/items/{rest...}", "/items/{**rest}")]
    [InlineData("^/items/.*$", "/items/{**rest}")]
    [InlineData("/items/(.*)", "/items/{**rest}")]
    [InlineData("/items/([^/]+)/parts", "/items/{id}/parts")]
    [InlineData("/items/[0-9]+", "/items/{id}")]
    public async Task A_path_in_the_syntax_of_another_router_is_a_warning(string path, string meant)
    {
        var problems = await ProblemsAsync(
            $"--ReverseProxy:Routes:other:Match:Path={path}",
            "--ReverseProxy:Routes:other:ClusterId=provisioning"
        );
        var problem = Assert.Single(problems, problem => problem.Path == "ReverseProxy:Routes:other:Match:Path");
        Assert.Equal(ProblemSeverity.Warning, problem.Severity);
        Assert.Contains($"'{meant}'", problem.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/items/{id}")]
    [InlineData("/items/a:b")]
    [InlineData("/items/{id:regex(^[a-z]+$)}")]
    [InlineData("/items/Get(id)")]
    [InlineData("/items/{**rest}")]
    [InlineData("/items/$")]
    public async Task A_path_of_our_own_is_none(string path) =>
        Assert.DoesNotContain(
            await ProblemsAsync($"--ReverseProxy:Routes:other:Match:Path={path}", "--ReverseProxy:Routes:other:ClusterId=provisioning"),
            problem => problem.Message.Contains("another router", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("https://api.example.com/v1/", "/v1/items", null, true)]
    [InlineData("https://api.example.com/v1", "/v1/{**rest}", null, true)]
    [InlineData("https://api.example.com/v1", "/v10/items", null, false)]
    [InlineData("https://api.example.com/v1", "/items", null, false)]
    [InlineData("https://api.example.com/", "/v1/items", null, false)]
    [InlineData("https://api.example.com/v1", "/v1/items", "PathRemovePrefix", false)]
    public async Task A_base_path_in_both_address_and_routes_is_a_warning(string address, string path, string? transform, bool isWarned)
    {
        List<string> settings =
        [
            $"--ReverseProxy:Clusters:other:Destinations:primary:Address={address}",
            $"--ReverseProxy:Routes:other:Match:Path={path}",
            "--ReverseProxy:Routes:other:ClusterId=other",
        ];
        if (transform is not null)
        {
            settings.Add($"--ReverseProxy:Routes:other:Transforms:0:{transform}=/v1");
        }
        var problems = await ProblemsAsync([.. settings]);
        Assert.Equal(isWarned ? 1 : 0, problems.Count(problem => problem.Message.Contains("'/v1/v1'", StringComparison.Ordinal)));
    }

    private async Task<IReadOnlyList<ConfigurationProblem>> ProblemsAsync(params string[] arguments) =>
        (await GatewayHost.ValidateAsync(_folder.Load(arguments))).Problems;
}
