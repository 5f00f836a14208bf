using Xunit;

namespace CiamGateway.Tests.OpenApi;

/// <summary>Documents that are split by <c>$ref</c>: every operation is read, or each reference that cannot be followed is named.</summary>
public sealed class SplitDocumentTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Paths_operations_and_security_schemes_from_other_files_become_routes()
    {
        _folder
            .With(
                "paths/domains.yaml",
                """
                get: { security: [ { oauth: [ read ] } ], parameters: [ { $ref: '../nowhere.yaml' } ] }
                post: { $ref: '../operations/create domain.json#/items/0' }
                """
            )
            .With("operations/create domain.json", """{ "items": [ { "security": [ { "oauth": [ "write" ] } ] } ] }""")
            .With(
                "parts.yaml",
                """
                schemes: { oauth: { $ref: '#/flow' } }
                flow: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://sso.example.com/token, scopes: {} } } }
                server: [ { url: https://api.example.com/v1 } ]
                """
            );
        var run = await ImportAsync(
            """
            servers: { $ref: parts.yaml#/server }
            paths:
              /domains: { $ref: "./paths/domains.yaml", delete: { security: [] } }
              /users/{id}: { $ref: "#/components/pathItems/user~1of id" }
              /same: { $ref: "api.yaml#/paths/~1users~1%7Bid%7D" }
            components:
              securitySchemes: { $ref: "parts.yaml#/schemes" }
              pathItems: { "user/of id": { put: { security: [ { oauth: [] } ] } } }
            """
        );
        Assert.Equal((0, "5 route(s) for 5 of 5 operation(s).\n"), (run.ExitCode, run.Errors));
        string[] expected =
        [
            """Path": "/v1/domains", "Methods": [ "GET" ] }""",
            """{ "AccessToken": "provisioning", "Scope": "read" }""",
            """Path": "/v1/domains", "Methods": [ "POST" ] }""",
            """{ "AccessToken": "provisioning", "Scope": "write" }""",
            """Path": "/v1/domains", "Methods": [ "DELETE" ] }""",
            """{ "AccessToken": "none" }""",
            """Path": "/v1/users/{id}", "Methods": [ "PUT" ] }""",
            """{ "AccessToken": "provisioning" }""",
            """Path": "/v1/same", "Methods": [ "PUT" ] }""",
        ];
        Assert.All(expected, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_paths_can_be_in_a_file_of_their_own()
    {
        _folder.With("paths.yaml", "/a: { get: { security: [] } }\n/b: { $ref: '#/~1a' }");
        var run = await ImportAsync("paths: { $ref: paths.yaml }");
        Assert.Equal((0, "2 route(s) for 2 of 2 operation(s).\n"), (run.ExitCode, run.Errors));
    }

    [Fact]
    public async Task Each_reference_that_cannot_be_followed_is_an_error_with_its_place_and_no_route_is_printed()
    {
        _folder.With("broken.yaml", "get: { security: [").With("half.yaml", "post: { $ref: gone.yaml }");
        var run = await ImportAsync(
            """
            paths:
              /missing: { $ref: "./paths/missing.yaml" }
              /remote: { $ref: "https://example.com/api.yaml#/paths/~1remote" }
              /nothing: { $ref: "#/components/pathItems/nothing" }
              /broken: { $ref: broken.yaml }
              /half: { $ref: half.yaml }
              /number: { $ref: [ 7 ] }
              /here: { get: { security: [] } }
            """
        );
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        string[] expected =
        [
            @"api\.yaml: #/paths/~1missing/\$ref: './paths/missing\.yaml' is in a file that cannot be read\. Fix: correct the reference",
            @"paths/missing\.yaml: the file does not exist\. Fix: ",
            @"api\.yaml: #/paths/~1remote/\$ref: 'https://example\.com/api\.yaml#/paths/~1remote' is not a file, and nothing is fetched",
            @"api\.yaml: #/paths/~1nothing/\$ref: '#/components/pathItems/nothing' names nothing that .*api\.yaml holds\. Fix: ",
            @"api\.yaml: #/paths/~1broken/\$ref: 'broken\.yaml' is in a file that cannot be read\.",
            @"broken\.yaml:\d:\d+: ",
            @"half\.yaml: #/post/\$ref: 'gone\.yaml' is in a file that cannot be read\.",
            @"api\.yaml: #/paths/~1number/\$ref: is not a text\.",
        ];
        Assert.All(expected, pattern => Assert.Matches($"(?m)^error: .*{pattern}", run.Errors));
        Assert.DoesNotContain("~1here", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paths: { /a: { $ref: '#/paths/~1a' } }")]
    [InlineData("paths: { /a: { $ref: '#/paths/~1b' }, /b: { $ref: '#/paths/~1a' } }")]
    [InlineData(
        "paths: { /a: { $ref: '#/components/pathItems/b' } }\ncomponents: { pathItems: { b: { $ref: '#/components/pathItems/b' } } }"
    )]
    [InlineData("paths: { /a: { $ref: 'api.yaml#/paths/~1a' } }")]
    [InlineData("paths: { /a: { get: { $ref: '#/paths/~1a' } } }")]
    [InlineData("paths: { $ref: '#' }")]
    [InlineData("paths: { /a: { get: { security: { $ref: '#/paths/~1a' } } } }")]
    public async Task A_reference_to_itself_is_an_error(string document)
    {
        var run = await ImportAsync(document);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"(?m)^error: .*api\.yaml: #/.*\$ref: refers to itself, directly or by way of other references\. Fix: ", run.Errors);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    private Task<GatewayProcess> ImportAsync(string document)
    {
        _folder.With("api.yaml", "openapi: 3.1.0\ninfo: { $ref: info.yaml }\n" + document);
        return GatewayProcess.RunAsync(_folder.Path, "import-openapi", "api.yaml");
    }
}
