using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary><c>init</c> writes a configuration that <c>validate</c> accepts, and overwrites nothing that is there.</summary>
public sealed class InitVerbTests : IDisposable
{
    private const string Openapi = """
        openapi: 3.0.3
        info: { title: Inventory, version: "1" }
        servers: [ { url: https://inventory.example.com/v2 } ]
        components:
          securitySchemes:
            oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://sso.example.com/token, scopes: { items.read: x, items.write: x } } } }
        paths:
          /items:
            get: { security: [ { oauth: [ items.read ] } ], responses: { "200": { description: ok } } }
            post: { security: [ { oauth: [ items.write ] } ], responses: { "201": { description: ok } } }
          /items/{id}:
            get: { security: [ { oauth: [ items.read ] } ], responses: { "200": { description: ok } } }
        """;

    private readonly ConfigurationFolder _folder = new();

    private string Settings => File.ReadAllText(Path.Combine(_folder.Path, "appsettings.json"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_arguments_it_asks_nothing_and_writes_an_example_that_validate_accepts()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "init");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [$"{_folder.Path}/appsettings.json", $"{_folder.Path}/routes.json", $"{_folder.Path}/client_secret", ""],
            run.Output.Split('\n')
        );
        Assert.Contains("1. write the client secret into client_secret", run.Errors, StringComparison.Ordinal);
        Assert.Contains("// The OAuth client with which the gateway gets its access tokens.", Settings, StringComparison.Ordinal);
        await AssertValidAsync(_folder.Path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Path, "client_secret")));
        }
    }

    [Theory]
    [InlineData("--token-endpoint", "TokenEndpoint", "https://login.example.org/oauth2/token")]
    [InlineData("--issuer", "Issuer", "https://login.example.org/realms/main")]
    public async Task What_is_given_is_in_it(string option, string key, string address)
    {
        var run = await GatewayProcess.RunAsync(
            _folder.Path,
            "init",
            option,
            address,
            "--client-id",
            "a \"b\" \\ c",
            "--api",
            "https://api.example.org/base"
        );
        Assert.Equal(0, run.ExitCode);
        var settings = JsonNode.Parse(Settings, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!;
        var client = settings["Gateway"]!["TokenClients"]!["api"]!;
        Assert.Equal((address, "a \"b\" \\ c"), (client[key]!.GetValue<string>(), client["ClientId"]!.GetValue<string>()));
        Assert.Contains("\"Address\": \"https://api.example.org/base\"", Settings, StringComparison.Ordinal);
        await AssertValidAsync(_folder.Path);
    }

    [Fact]
    public async Task An_OpenAPI_document_gives_the_routes_and_the_address()
    {
        _folder.With("inventory.yaml", Openapi);
        var run = await GatewayProcess.RunAsync(_folder.Path, "init", "--openapi", "inventory.yaml", "--output", "made");
        Assert.Equal(0, run.ExitCode);
        await AssertValidAsync(Path.Combine(_folder.Path, "made"));
        var routes = await GatewayProcess.RunAsync(Path.Combine(_folder.Path, "made"), "routes");
        Assert.Matches("(?m)^GET +/v2/items +api +api +items.read +anybody on this machine$", routes.Output);
        Assert.Matches("(?m)^POST +/v2/items +api +api +items.write ", routes.Output);
        Assert.Contains(
            "\"Address\": \"https://inventory.example.com/\"",
            File.ReadAllText(Path.Combine(_folder.Path, "made/appsettings.json")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Access_policies_that_the_document_names_are_defined_without_a_caller()
    {
        _folder.With(
            "inventory.yaml",
            Openapi.Replace("post: { ", "post: { x-ciam-gateway: { policy: writers }, ", StringComparison.Ordinal)
        );
        Assert.Equal(0, (await GatewayProcess.RunAsync(_folder.Path, "init", "--openapi", "inventory.yaml")).ExitCode);
        Assert.Contains("\"AccessPolicies\": { \"writers\": { \"Callers\": [ ] } },", Settings, StringComparison.Ordinal);
        var validated = await GatewayProcess.RunAsync(_folder.Path, "validate");
        Assert.Equal(0, validated.ExitCode);
        Assert.Contains("Gateway:AccessPolicies:writers:Callers: admits no caller", validated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_OpenAPI_document_without_security_gives_every_operation_the_token()
    {
        _folder.With(
            "inventory.yaml",
            Openapi
                .Replace("security: [ { oauth: [ items.read ] } ], ", "", StringComparison.Ordinal)
                .Replace("security: [ { oauth: [ items.write ] } ], ", "", StringComparison.Ordinal)
        );
        Assert.Equal(0, (await GatewayProcess.RunAsync(_folder.Path, "init", "--openapi", "inventory.yaml")).ExitCode);
        await AssertValidAsync(_folder.Path);
        Assert.Contains("\"AccessToken\": \"api\"", File.ReadAllText(Path.Combine(_folder.Path, "routes.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("routes.json")]
    public async Task What_is_there_is_overwritten_by_force_only_and_a_secret_never(string file)
    {
        _folder.With(file, "{ \"mine\": 1 }").With("client_secret", "s3cret");
        var refused = await GatewayProcess.RunAsync(_folder.Path, "init");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Equal(
            $"'{_folder.Path}/{file}' exists, and nothing was written. Fix: give --output FOLDER, or --force to overwrite it.\n",
            refused.Errors
        );
        Assert.Equal("{ \"mine\": 1 }", File.ReadAllText(Path.Combine(_folder.Path, file)));
        Assert.Equal(0, (await GatewayProcess.RunAsync(_folder.Path, "init", "--force")).ExitCode);
        Assert.DoesNotContain("mine", File.ReadAllText(Path.Combine(_folder.Path, file)), StringComparison.Ordinal);
        Assert.Equal("s3cret", File.ReadAllText(Path.Combine(_folder.Path, "client_secret")));
    }

    [Theory]
    [InlineData(2, "'sso' is not an address. Fix: write an address, such as --token-endpoint https://", "--token-endpoint", "sso")]
    [InlineData(
        2,
        "--token-endpoint and --issuer exclude each other.",
        "--token-endpoint",
        "https://a.example",
        "--issuer",
        "https://b.example"
    )]
    [InlineData(1, "nowhere.yaml", "--openapi", "nowhere.yaml")]
    [InlineData(1, "Gateway:TokenClients:api:TokenEndpoint: ", "--token-endpoint", "http://sso.example.com/token")]
    public async Task What_cannot_be_used_writes_nothing(int exitCode, string expected, params string[] arguments)
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, ["init", .. arguments]);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static async Task AssertValidAsync(string folder)
    {
        var validated = await GatewayProcess.RunAsync(folder, "validate");
        Assert.Equal((0, "", "The configuration is valid.\n"), (validated.ExitCode, validated.Output, validated.Errors));
    }
}
