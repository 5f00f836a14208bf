using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.OpenApi;

/// <summary>The shipped description of the Provisioning API and the shipped routes say the same.</summary>
public sealed class ShippedApiTests : IDisposable
{
    private static readonly string Api = Path.Combine(Repository.Root, "config/provisioning-api.yaml");

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_shipped_routes_are_what_the_shipped_description_imports_to()
    {
        var run = await CommandLine.RunAsync("import-openapi", Api);
        Assert.Equal((0, "15 route(s) for 26 of 27 operation(s).\n"), (run.ExitCode, run.Errors));
        var shipped = Routes(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config/routes.json"), TestContext.Current.CancellationToken)
        );
        Assert.True(JsonNode.DeepEquals(shipped, Routes(run.Output)), run.Output);
    }

    [Fact]
    public async Task The_shipped_routes_have_not_drifted() =>
        Assert.Equal(
            new CommandLine(0, "", "The routes fit the document: 27 operations.\n"),
            await CommandLine.RunAsync("import-openapi", Api, "--check")
        );

    [Fact]
    public async Task Drift_is_listed_by_kind()
    {
        _folder.With(
            "site.json",
            """
            {
              "ReverseProxy": {
                "Routes": {
                  "domain-list": { "Match": { "Methods": [ "GET", "PATCH" ] } },
                  "domain-delete": { "Transforms": [ { "Scope": "application.client" } ] }
                }
              }
            }
            """
        );
        var run = await CommandLine.RunAsync("import-openapi", Api, "--check", "--config", Path.Combine(_folder.Path, "site.json"));
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("The routes and the document differ in 3 places.\n", run.Errors);
        Assert.Equal(
            """
            DIFFERENCE    METHOD  PATH                 ROUTE          DOCUMENT                          CONFIGURATION
            no route      POST    /Domains             -              application.client                -
            other scope   DELETE  /Domains/{domainId}  domain-delete  application.client domain.manage  application.client
            no operation  PATCH   /Domains             domain-list    -                                 application.client

            """,
            run.Output
        );
        var json = await CommandLine.RunAsync(
            "import-openapi",
            Api,
            "--check",
            "--json",
            "--config",
            Path.Combine(_folder.Path, "site.json")
        );
        Assert.Equal(
            ["no_route", "other_scope", "no_operation"],
            JsonNode.Parse(json.Output)!.AsArray().Select(entry => entry!["kind"]!.GetValue<string>())
        );
    }

    private static JsonNode Routes(string json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!["ReverseProxy"]![
            "Routes"
        ]!;
}
