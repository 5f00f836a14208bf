using CiamGateway.Forwarding.Routes;
using Xunit;

namespace CiamGateway.Tests.OpenApi;

public sealed class ImportTests : IDisposable
{
    private const string Schemes = """
        "components": { "securitySchemes": {
          "machine": { "type": "oauth2", "flows": { "clientCredentials": { "tokenUrl": "https://sso.example.com/token", "scopes": {} } } },
          "person": { "type": "oauth2", "flows": { "authorizationCode": { "authorizationUrl": "https://sso.example.com/a",
            "tokenUrl": "https://sso.example.com/token", "scopes": {} } } },
          "connect": { "type": "openIdConnect", "openIdConnectUrl": "https://sso.example.com/.well-known/openid-configuration" },
          "key": { "type": "apiKey", "in": "header", "name": "X-Key" } } }
        """;

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""[ { "machine": [ "b", "a" ] } ]""", "a b")]
    [InlineData("""[ { "machine": [ "b a" ] } ]""", "a b")]
    [InlineData("""[ { "connect": [ "a" ] } ]""", "a")]
    [InlineData("""[ { "key": [] }, { "connect": [ "a" ] } ]""", "a", "also admitted: key")]
    [InlineData("""[ { "person": [ "p" ] }, { "machine": [ "m" ] } ]""", "m", "also admitted: person (p)")]
    [InlineData("""[ {}, { "machine": [ "m" ] } ]""", "m", "also admitted: no security")]
    [InlineData("""[ { "machine": [ "m" ], "connect": [ "c" ] } ]""", "c m")]
    [InlineData("""[]""", null)]
    [InlineData("""[ {} ]""", null)]
    [InlineData("""[ { "machine": [] } ]""", "")]
    [InlineData("""[ { "connect": [] }, { "key": [] } ]""", "", "also admitted: key")]
    public async Task Security_decides_the_token(string security, string? scope, params string[] remarks)
    {
        var run = await ImportAsync(
            $$"""
            { "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, {{Schemes}}, "security": [ { "machine": [ "document" ] } ],
              "paths": { "/a": { "get": { "security": {{security}} } } } }
            """
        );
        Assert.Equal(0, run.ExitCode);
        var expected = scope switch
        {
            null => """{ "AccessToken": "none" }""",
            "" => """{ "AccessToken": "provisioning" }""",
            _ => $$"""{ "AccessToken": "provisioning", "Scope": "{{scope}}" }""",
        };
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Equal(
            remarks,
            run.Output.Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("// ", StringComparison.Ordinal))
                .Select(line => line[3..])
        );
    }

    [Theory]
    [InlineData("""[ { "key": [] } ]""", "also admitted: key; none of it is OAuth")]
    [InlineData("""[ { "machine": [ "a\"b" ] } ]""", "the scope 'a\"b' holds the character '\"'")]
    public async Task An_operation_without_a_scope_is_reported_and_is_a_comment_until_somebody_writes_it(string security, string reason)
    {
        var run = await ImportAsync(
            $$"""
            { "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, {{Schemes}},
              "paths": { "/a": { "get": { "security": {{security}} } }, "/b": { "get": { "security": [ { "machine": [ "s" ] } ] } } } }
            """
        );
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith($"warning: GET /a: {reason}", run.Errors, StringComparison.Ordinal);
        Assert.Contains("1 route(s) for 1 of 2 operation(s).", run.Errors, StringComparison.Ordinal);
        Assert.Contains("// To serve it, write the scope and uncomment:", run.Output, StringComparison.Ordinal);
        await AssertValidAsync(run.Output, "/b GET s");
    }

    [Fact]
    public async Task A_JSON_document_with_base_path_and_OpenID_Connect_becomes_routes_that_validate()
    {
        var run = await ImportAsync(
            $$"""
            {
              "openapi": "3.1.0", "info": { "title": "Pets", "version": "1" }, {{Schemes}},
              "servers": [ { "url": "https://{host}.example.com/v2/",
                "variables": { "host": { "default": "pets" } } }, { "url": "https://other.example.com" } ],
              "security": [ { "connect": [ "pets.read" ] } ],
              "paths": {
                "/pets": { "get": {}, "post": { "security": [ { "connect": [ "pets.write pets.read" ] } ] }, "head": {} },
                "/pets/{pet:id}/photos/{pet*id}": { "get": {}, "delete": {} },
                "/reports/{year}{month}.{format}": { "get": { "security": [] } },
                "/public": { "servers": [ { "url": "/" } ], "get": { "security": [ {} ] } }
              }
            }
            """,
            "--cluster",
            "pets"
        );
        Assert.Equal((0, "5 route(s) for 7 of 7 operation(s).\n"), (run.ExitCode, run.Errors));
        Assert.Contains(
            """{ "pets": { "Destinations": { "primary": { "Address": "https://pets.example.com/" } } } }""",
            run.Output,
            StringComparison.Ordinal
        );
        await AssertValidAsync(
            run.Output,
            "/v2/pets GET,HEAD pets.read",
            "/v2/pets POST pets.read pets.write",
            "/v2/pets/{pet_id}/photos/{pet_id2} GET,DELETE pets.read",
            "/v2/reports/{year_month}.{format} GET none",
            "/public GET none"
        );
    }

    [Fact]
    public async Task A_base_path_that_the_address_of_the_cluster_has_is_not_repeated()
    {
        const string api = """
            { "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "servers": [ { "url": "https://api.example.com/base/v2" } ],
              "paths": { "/a": { "get": { "security": [] } } } }
            """;
        Assert.Contains("\"Path\": \"/base/v2/a\"", (await ImportAsync(api)).Output, StringComparison.Ordinal);
        var run = await ImportAsync(api, "--ReverseProxy:Clusters:provisioning:Destinations:primary:Address=https://api.example.com/base/");
        Assert.Contains("\"Path\": \"/v2/a\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_can_be_left_out_on_the_command_line_and_in_the_document_and_TRACE_is_left_out_always()
    {
        const string api = """
            { "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "security": [], "paths": { "/a": { "get": { "security": [] },
              "post": { "security": [] }, "trace": { "security": [] } }, "/b": { "x-ciam-gateway": { "serve": false },
              "get": { "security": [] } } } }
            """;
        var run = await ImportAsync(api, "--ignore", "POST /a");
        await AssertValidAsync(run.Output, "/a GET none");
        Assert.Equal(2, run.Output.Split("// Left out on purpose:").Length - 1);
    }

    [Fact]
    public async Task Who_may_call_is_said_by_path_and_operation_and_parts_routes()
    {
        const string api = """
            { "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "security": [],
              "paths": { "/a": { "x-ciam-gateway": { "policy": "all" }, "get": { "security": [] }, "put": { "security": [] },
              "delete": { "security": [], "x-ciam-gateway": { "policy": "few" } } } } }
            """;
        var run = await ImportAsync(api);
        Assert.Equal("2 route(s) for 3 of 3 operation(s).\n", run.Errors);
        Assert.Matches(
            "\"AuthorizationPolicy\": \"all\",\n *\"Match\": \\{ \"Path\": \"/a\", \"Methods\": \\[ \"GET\", \"PUT\" \\]",
            run.Output
        );
        Assert.Matches("\"AuthorizationPolicy\": \"few\",\n *\"Match\": \\{ \"Path\": \"/a\", \"Methods\": \\[ \"DELETE\" \\]", run.Output);
    }

    [Theory]
    [InlineData("openapi: 3.0.3\npaths:\n  /a: {get: {}\n  b: c\n", "api:3:14: The text behind this place is not YAML.")]
    [InlineData("{ \"openapi\": \"3.0.3\",\n \"paths\": { }, }", "api:2:16: ")]
    [InlineData("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  a: {get: {}}\n", "api: a is not a valid property at #/paths.")]
    [InlineData("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n", "api: #/paths: has no path.")]
    [InlineData("hello", "api: is not an OpenAPI document.")]
    [InlineData("{ openapi: 7.0.0 }", "api: OpenAPI specification version '7.0.0' is not supported.")]
    [InlineData("{ \"openapi\": \"3.0.3\", \"openapi\": \"3.0.3\" }", "api: Duplicate property")]
    [InlineData("", "api: is not an OpenAPI document.")]
    public async Task A_broken_document_is_named_with_the_position(string content, string expected)
    {
        var run = await ImportAsync(content);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.All(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^error: .* Fix: ", line));
    }

    [Fact]
    public async Task A_file_that_is_missing_is_said()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "import-openapi", "nowhere.yaml");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nowhere.yaml", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_between_clusters_is_the_operators()
    {
        var run = await ImportAsync("{}", "--ReverseProxy:Clusters:other:Destinations:primary:Address=https://other.example.com/");
        Assert.Equal(1, run.ExitCode);
        run = await ImportAsync(
            """{ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "security": [], "paths": { "/a": { "get": {} } } }""",
            "--ReverseProxy:Clusters:other:Destinations:primary:Address=https://other.example.com/"
        );
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("several clusters (other, provisioning). Fix: name one with --cluster.", run.Errors, StringComparison.Ordinal);
    }

    private Task<CommandLine> ImportAsync(string api, params string[] arguments)
    {
        _folder.With("api", api);
        return CommandLine.RunAsync([
            "import-openapi",
            Path.Combine(_folder.Path, "api"),
            "--config",
            Path.Combine(_folder.Path, "appsettings.json"),
            .. arguments,
        ]);
    }

    /// <summary>The imported routes alone are a configuration without an error, and read back as "path methods scope".</summary>
    private async Task AssertValidAsync(string routes, params string[] expected)
    {
        _folder.With("config/routes.json", routes);
        var configuration = await GatewayHost.ValidateAsync(_folder.Load());
        Assert.Equal([], configuration.Errors);
        await using var table = new RouteTable(configuration.ReadableProxy, configuration.Gateway.TokenClientNames);
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            table
                .Routes.Select(route => $"{route.Path} {string.Join(',', route.Methods)} {route.Scope ?? "none"}")
                .Order(StringComparer.Ordinal)
        );
    }
}
