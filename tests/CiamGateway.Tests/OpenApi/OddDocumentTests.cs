using CiamGateway.Forwarding.Routes;
using Xunit;

namespace CiamGateway.Tests.OpenApi;

/// <summary>Documents as they are found: unusual YAML, base paths in the paths, no security, letters that differ in case only.</summary>
public sealed class OddDocumentTests : IDisposable
{
    private const string Address = "--ReverseProxy:Clusters:provisioning:Destinations:primary:Address";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "servers: [ {url: https://api.example.com:8443/v1, description: a} ]\npaths: { /a: { get: { security: [] } } }",
        "/v1/a GET none"
    )]
    [InlineData(
        "paths: {/a: {get: {security: [{o: [https://api.example.com/.default]}]}}}\n"
            + "components: {securitySchemes: {o: {type: openIdConnect, openIdConnectUrl: https://sso/x}}}",
        "/a GET https://api.example.com/.default"
    )]
    [InlineData(
        "paths:\n  /a: &same { get: { security: [] } }\n  /b: *same\n  /c: { <<: *same, put: { security: [] } }",
        "/a GET none",
        "/b GET none",
        "/c PUT,GET none"
    )]
    [InlineData("paths:\n  ? /a\n  : get: !!map { security: [] }\n...\n---\n", "/a GET none")]
    [InlineData("paths: { /a: { get: { 'security':[], \"summary\":c, description: a:b } } }", "/a GET none")]
    [InlineData("paths:\r\n  /a:\r\n    get:\r\n      description: |\r\n        - text: {\r\n      security: []\r\n", "/a GET none")]
    public async Task YAML_is_read_as_other_readers_read_it(string document, params string[] expected)
    {
        var run = await ImportAsync(document);
        Assert.Equal(0, run.ExitCode);
        await AssertRoutesAsync(run.Output, expected);
    }

    [Theory]
    [InlineData("paths: {}\n---\npaths: {}", ":4:1: A second document begins here")]
    [InlineData("paths: { /a: {}, /a: {} }", ":3:18: The mapping contains the duplicate key '/a'.")]
    [InlineData("paths: { ? [ a ] : b }", ":3:12: A key is not a text.")]
    [InlineData("paths: { /a: *unknown }", ":3:14: ")]
    public async Task YAML_that_cannot_be_a_description_is_an_error_with_its_position(string document, string expected)
    {
        var run = await ImportAsync(document);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anchors_that_multiply_are_no_way_to_fill_the_memory()
    {
        var levels = string.Join('\n', Enumerable.Range(1, 30).Select(Level));
        var run = await ImportAsync($"x-0: &l0 [ a ]\n{levels}\npaths: {{ /a: {{ get: {{}} }} }}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The document has more than", run.Errors, StringComparison.Ordinal);

        static string Level(int level) => $"x-{level}: &l{level} [ {string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10))} ]";
    }

    [Fact]
    public async Task Paths_that_repeat_the_base_path_are_not_doubled_and_one_line_says_so()
    {
        const string document = """
            servers: [ { url: https://mfa.example.com/ciam-mfa/v2 } ]
            security: []
            paths:
              /users/{username}/mfadevices: { get: {} }
              /ciam-mfa/v2/users/{user_name}/mfadevices/{type}/all: { delete: {} }
              /ciam-mfa/admin/v1/register: { post: {} }
              /ciam-mfa2/x: { get: {} }
            """;
        var run = await ImportAsync(document);
        Assert.Equal(
            "2 path(s) repeat the base path '/ciam-mfa/v2' of the server or its first segment, and it is not put before them again: "
                + "/ciam-mfa/v2/users/{user_name}/mfadevices/{type}/all, /ciam-mfa/admin/v1/register.\n4 route(s) for 4 of 4 "
                + "operation(s).\n",
            run.Errors
        );
        await AssertRoutesAsync(
            run.Output,
            "/ciam-mfa/v2/users/{username}/mfadevices GET none",
            "/ciam-mfa/v2/users/{user_name}/mfadevices/{type}/all DELETE none",
            "/ciam-mfa/admin/v1/register POST none",
            "/ciam-mfa/v2/ciam-mfa2/x GET none"
        );
        run = await ImportAsync(document, $"{Address}=https://mfa.example.com/ciam-mfa/");
        await AssertRoutesAsync(
            run.Output,
            "/v2/users/{username}/mfadevices GET none",
            "/v2/users/{user_name}/mfadevices/{type}/all DELETE none",
            "/admin/v1/register POST none",
            "/v2/ciam-mfa2/x GET none"
        );
        run = await ImportAsync(document, $"{Address}=https://mfa.example.com/ciam-mfa/v2/");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        const string operation = "POST /ciam-mfa/admin/v1/register";
        Assert.Contains($"api.yaml: {operation}: is not below the address of its cluster", run.Errors, StringComparison.Ordinal);
        Assert.Contains($"--ignore \"{operation}\".", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paths: { /a: { get: {} } }")]
    [InlineData("paths: { /a: { get: { security: } } }\nsecurity:")]
    [InlineData("paths: { /a: { get: {} } }\ncomponents: { securitySchemes: { k: { type: apiKey, in: header, name: X } } }")]
    public async Task A_document_without_security_is_an_error_until_the_operator_chooses(string document)
    {
        var run = await ImportAsync(document);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^error: .*api\.yaml: #/security: is missing: .* Fix: name --security-for-all", run.Errors);
        Assert.Equal(1, (await ImportAsync(document, "--check")).ExitCode);
        run = await ImportAsync(document, "--security-for-all");
        Assert.Contains("""[ { "AccessToken": "provisioning" } ]""", run.Output, StringComparison.Ordinal);
        run = await ImportAsync(document, "--security-for-all", "--scope", "b a");
        Assert.Contains("""[ { "AccessToken": "provisioning", "Scope": "a b" } ]""", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Security_for_all_leaves_operations_alone_whose_token_the_document_names()
    {
        var run = await ImportAsync(
            """
            paths:
              /a: { get: { security: [ { o: [ s ] } ] }, put: { security: [ { bearer: [] } ] }, post: {}, delete: { security: [] } }
            components:
              securitySchemes:
                o: { type: oauth2, flows: { clientCredentials: { tokenUrl: "https://a/b", scopes: {} } } }
                bearer: { type: http, scheme: bearer }
            """,
            "--security-for-all"
        );
        Assert.Equal("3 route(s) for 4 of 4 operation(s).\n", run.Errors);
        await AssertRoutesAsync(run.Output, "/a GET s", "/a PUT,POST (none)", "/a DELETE none");
    }

    [Theory]
    [InlineData("--scope=a", "--scope is for --security-for-all.")]
    [InlineData("--scope=a\"b", "the scope 'a\"b' holds the character")]
    public async Task A_scope_that_cannot_be_is_wrong_usage(string argument, string expected)
    {
        var run = await ImportAsync("paths: { /a: { get: {} } }", argument);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_that_differ_by_case_only_have_routes_of_their_own()
    {
        var run = await ImportAsync(
            "security: []\npaths: { '/Users/{id}': { get: {}, put: {} }, '/users/{name}': { get: {} }, /USERS: { get: {} }, "
                + "/Users: { get: {} } }"
        );
        Assert.Equal((0, "4 route(s) for 5 of 5 operation(s).\n"), (run.ExitCode, run.Errors));
        await AssertRoutesAsync(run.Output, "/Users/{id} GET,PUT none", "/users/{name} GET none", "/USERS GET none", "/Users GET none");
    }

    [Fact]
    public async Task Operations_that_an_extension_tells_apart_by_their_query_are_an_error()
    {
        var run = await ImportAsync("security: []\npaths: { /a: { get: {} } }\nx-ms-paths: { '/a?b=c': { get: {} } }");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("api.yaml: #/x-ms-paths: is not read", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trace", "TRACE")]
    [InlineData("query", "QUERY")]
    public async Task An_operation_with_a_method_that_is_not_forwarded_is_said(string method, string name)
    {
        var document = $"security: []\npaths: {{ /a: {{ get: {{}}, {method}: {{}} }} }}";
        var run = await ImportAsync(document);
        Assert.Equal(
            $"warning: {name} /a: left out, since the gateway does not forward this method. Fix: add --ignore \"{name} /a\".\n"
                + "1 route(s) for 1 of 2 operation(s).\n",
            run.Errors
        );
        Assert.Equal("1 route(s) for 1 of 1 operation(s).\n", (await ImportAsync(document, "--ignore", $"{name} /a")).Errors);
    }

    [Theory]
    [InlineData("/a#b", "would always be refused with 400, since its target holds a fragment ('#')")]
    [InlineData("/a?x={y}", "holds a query ('?')")]
    [InlineData("/a//b", "would always be refused with 400, since its target has two slashes in a row")]
    [InlineData("/a/../b", "would always be refused with 400, since its target has a dot segment")]
    [InlineData("/a%2Fb", "would always be refused with 400, since its target holds '/', written %2F")]
    [InlineData("/a;b", "would always be refused with 400, since its target holds ';'")]
    [InlineData("/{name}.", "would always be refused with 400, since its target has a segment that ends in '.'")]
    [InlineData("/a{b", "would always be refused with 400, since its target holds '{'")]
    [InlineData("/a/{x}': { get: {} }, '/a/{y}", "matches the same requests as 'GET /a/{y}' for GET, so that each would be")]
    public async Task A_route_that_would_always_be_refused_is_an_error_of_the_import(string path, string expected)
    {
        var run = await ImportAsync($"security: []\npaths: {{ '{path}': {{ get: {{}} }} }}");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_literal_that_is_percent_encoded_is_compared_decoded()
    {
        var run = await ImportAsync("security: []\npaths: { '/a%20b/{id}': { get: {} }, '/c d/ü': { get: {} }, /%7Be%7D: { get: {} } }");
        Assert.Equal(0, run.ExitCode);
        await AssertRoutesAsync(run.Output, "/a b/{id} GET none", "/c d/ü GET none", "/{{e}} GET none");
    }

    private Task<CommandLine> ImportAsync(string document, params string[] arguments)
    {
        _folder.With("api.yaml", "openapi: 3.2.0\ninfo: { title: T, version: 1 }\n" + document);
        var (api, settings) = (Path.Combine(_folder.Path, "api.yaml"), Path.Combine(_folder.Path, "appsettings.json"));
        return CommandLine.RunAsync(["import-openapi", api, "--config", settings, .. arguments]);
    }

    /// <summary>The routes are a configuration without an error, and read back as "path methods scope".</summary>
    private async Task AssertRoutesAsync(string routes, params string[] expected)
    {
        _folder.With("config/routes.json", routes);
        var configuration = await GatewayHost.ValidateAsync(_folder.Load());
        Assert.Equal([], configuration.Errors);
        await using var table = new RouteTable(configuration.ReadableProxy, configuration.Gateway.TokenClientNames);
        var read = table.Routes.Select(route => $"{route.Path} {string.Join(',', route.Methods)} {route.Scope ?? "none"}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }
}
