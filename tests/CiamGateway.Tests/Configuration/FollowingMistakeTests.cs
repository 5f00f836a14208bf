using CiamGateway.Configuration.Loading;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>Mistakes of which one line is said: where, and without errors that only follow from it.</summary>
public sealed class FollowingMistakeTests : IDisposable
{
    private const string Route = "ReverseProxy:Routes:domain-list";
    private const string NotRest = " The rest was not checked.";
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public static TheoryData<string, string> Settings =>
        new()
        {
            {
                $"{Route}:Transforms:0:AccesToken=provisioning",
                $"{Route}: Unknown transform: AccesToken;Scope. Fix: write 'AccessToken' in place of 'AccesToken'."
            },
            {
                $"{Route}:Transforms:0:Header=X-Token",
                $"{Route}: Unknown transform: Header;Scope. Fix: add \"AccessToken\": \"<token client>\" to the transform that has Scope."
            },
        };

    public static TheoryData<string, string> RouteFiles =>
        new()
        {
            { "routes.json", "routes.json: the file does not exist. Fix: create the file, or correct Gateway:RouteFiles:0." },
            { "r?.json", "r?.json: the file does not exist. Fix: correct Gateway:RouteFiles:0: a pattern may have only * and **." },
            {
                "config/{a,b}.json",
                "config/{a,b}.json: the file does not exist. Fix: correct Gateway:RouteFiles:0: a pattern may have only * and **."
            },
            {
                "~/routes.json",
                "~/routes.json: the file does not exist. "
                    + "Fix: write the whole path into Gateway:RouteFiles:0: the gateway replaces neither ~ nor variables."
            },
            {
                "config",
                "config: is a folder. Fix: name a file in it, or write 'config/*.json' into Gateway:RouteFiles:0 for all of them."
            },
            {
                "nix/*.json",
                "Gateway:RouteFiles:0: 'nix/*.json' matches no file in '…'. Fix: correct Gateway:RouteFiles:0, or mount the files."
            },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task A_transform_that_is_misspelt_is_not_missing_too(string setting, string expected)
    {
        _folder.With(
            "config/routes.json",
            """
            { "ReverseProxy": { "Routes": { "domain-list": { "ClusterId": "provisioning", "Match": { "Path": "/Domains" },
                "Transforms": [ { "Scope": "application.client" } ] } } } }
            """
        );
        Assert.Equal([expected], await _folder.Problems($"--{setting}"));
    }

    [Theory]
    [MemberData(nameof(RouteFiles))]
    public async Task A_route_file_that_is_not_found_is_named_with_its_key(string file, string expected)
    {
        var problem = Assert.Single((await GatewayHost.ValidateAsync(_folder.Load($"--Gateway:RouteFiles:0={file}"))).Problems);
        Assert.Equal(
            expected,
            problem
                .ToString()
                .Replace("command line: ", "", StringComparison.Ordinal)
                .Replace(NotRest, "", StringComparison.Ordinal)
                .Replace($"{_folder.Path}/nix/", "…", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Route_files_that_are_no_list_leave_no_route_to_miss()
    {
        File.Delete(Path.Combine(_folder.Path, "config/routes.json"));
        Assert.Equal(
            ["Gateway:RouteFiles: is a single value. Fix: write a list in brackets."],
            await _folder.Problems("--Gateway:RouteFiles=config/routes.json")
        );
    }

    [Fact]
    public async Task A_single_value_beside_a_list_of_another_source_is_an_error()
    {
        _folder.With("more.json", """{ "Gateway": { "Callers": { "shop": { "Networks": [ "10.0.0.0/8" ] } } } }""");
        var configuration = GatewayConfiguration.Load(
            new ConfigurationArguments
            {
                ContentRoot = _folder.Path,
                Files = [Path.Combine(_folder.Path, "more.json")],
                Overrides = ["--Gateway:Callers:shop:Networks=10.1.0.0/16"],
                ReadEnvironment = false,
            }
        );
        var problem = Assert.Single((await GatewayHost.ValidateAsync(configuration)).Problems, problem => problem.IsError);
        Assert.Equal("Gateway:Callers:shop:Networks", problem.Path);
        Assert.StartsWith("is a single value in one source, and has several values in another.", problem.Message, StringComparison.Ordinal);
        Assert.Equal("give each value its place, such as Gateway__Callers__shop__Networks__0 for the first.", problem.Fix);
    }

    [Fact]
    public async Task One_underscore_in_an_environment_variable_is_named() =>
        Assert.Equal(
            [
                "Gateway:TokenClients_provisioning: is not a known key. "
                    + "Fix: write two underscores between parts: 'TokenClients__provisioning'.",
            ],
            await _folder.Problems("--Gateway:TokenClients_provisioning:ClientId=x")
        );

    [Fact]
    public async Task A_policy_that_is_a_list_is_one_error()
    {
        var problems = await _folder.Problems("--Gateway:AccessPolicies:writers:0=shop", $"--{Route}:AuthorizationPolicy=writers");
        Assert.Equal(["Gateway:AccessPolicies:writers: is a list. Fix: write an object in braces."], problems);
    }

    [Fact]
    public async Task The_metadata_in_place_of_the_token_endpoint_is_an_error()
    {
        var problem = Assert.Single(
            await _folder.Problems(
                "--Gateway:TokenClients:provisioning:TokenEndpoint=https://sso.example.com/.well-known/openid-configuration"
            )
        );
        Assert.Contains("is the address of the issuer's metadata, not the token endpoint.", problem, StringComparison.Ordinal);
        Assert.EndsWith("set Gateway:TokenClients:provisioning:Issuer.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_file_that_is_a_folder_is_called_one()
    {
        var problem = Assert.Single(await _folder.Problems("--Gateway:Audit:Target=File", "--Gateway:Audit:File=config"));
        Assert.Equal(
            $"Gateway:Audit:File: '{Path.Combine(_folder.Path, "config")}' is a folder, so that no line can be written. "
                + "Fix: name a file in it.",
            problem
        );
    }
}
