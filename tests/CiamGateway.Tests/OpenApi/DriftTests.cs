using Xunit;

namespace CiamGateway.Tests.OpenApi;

/// <summary>
/// <c>import-openapi --check</c>: sound routes have not drifted, whatever they match by, and a broken configuration is no drift.
/// </summary>
public sealed class DriftTests : IDisposable
{
    private const string Api = """
        { "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": { "/Domains/{id}": { "get": { "security": [] } } } }
        """;

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound().With("api.json", Api);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{ "Path": "/Domains/{id:guid}" }""")]
    [InlineData("""{ "Path": "/Domains/{id:int}" }""")]
    [InlineData("""{ "Path": "/Domains/{id:alpha}" }""")]
    [InlineData("""{ "Path": "/Domains/{id}", "Hosts": [ "*.example.com" ] }""")]
    [InlineData("""{ "Path": "/Domains/{id}", "Headers": [ { "Name": "X-Tenant", "Values": [ "one" ] } ] }""")]
    [InlineData("""{ "Path": "/Domains/{id}", "QueryParameters": [ { "Name": "version", "Mode": "Exists" } ] }""")]
    [InlineData(
        """{ "Path": "/Domains/{id}", "Hosts": [ "one.example.com" ] }""",
        """{ "Path": "/Domains/{id}", "Hosts": [ "other.example.com" ] }"""
    )]
    [InlineData("""{ "Path": "/Domains/{id:int}" }""", """{ "Path": "/Domains/{id:guid}" }""")]
    public async Task Routes_that_take_an_operation_in_a_way_of_their_own_have_not_drifted(params string[] matches)
    {
        WriteRoutes(matches);
        Assert.Equal(new GatewayProcess(0, "", "The routes fit the document: 1 operations.\n"), await CheckAsync());
    }

    [Fact]
    public async Task A_route_of_another_cluster_that_takes_all_the_rest_is_no_drift()
    {
        WriteRoutes("""{ "Path": "/Domains/{id:int}" }""");
        var run = await CheckAsync(
            "--ReverseProxy:Clusters:pages:Destinations:primary:Address=https://pages.example.com/",
            "--ReverseProxy:Routes:rest:ClusterId=pages",
            "--ReverseProxy:Routes:rest:Match:Path=/{**rest}",
            "--ReverseProxy:Routes:rest:Transforms:0:AccessToken=provisioning",
            "--ReverseProxy:Routes:rest:Transforms:0:Scope=pages",
            "--cluster",
            "provisioning"
        );
        Assert.Equal(new GatewayProcess(0, "", "The routes fit the document: 1 operations.\n"), run);
    }

    [Theory]
    [InlineData("get", "", 0)]
    [InlineData("head", "", 1)] // It is served, but the route's GET is no operation.
    [InlineData("head", "--Gateway:HeadAsGet=false", 1)]
    public async Task HEAD_has_a_route_where_GET_is_listed_and_is_no_operation_of_it(string method, string setting, int exitCode)
    {
        WriteRoutes("""{ "Path": "/Domains/{id}", "Methods": [ "GET" ] }""");
        _folder.With("api.json", Api.Replace("\"get\"", $"\"{method}\"", StringComparison.Ordinal));
        var run = await CheckAsync([.. setting.Length > 0 ? [setting] : Array.Empty<string>()]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(setting.Length > 0, run.Output.Contains("no route", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_route_in_other_letters_does_not_take_the_operation()
    {
        WriteRoutes("""{ "Path": "/domains/{id}" }""");
        var run = await CheckAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no route", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_token_client_routes_would_be_imported_for_is_no_matter()
    {
        WriteRoutes("""{ "Path": "/Domains/{id}" }""");
        Assert.Equal(0, (await CheckAsync("--Gateway:TokenClients:other:ClientId=x")).ExitCode);
    }

    [Theory]
    [InlineData("config/routes.json", "{\n  \"ReverseProxy\": oops\n}", "error: config/routes.json:2:19: is not JSON")]
    [InlineData("appsettings.json", "{ oops }", "error: appsettings.json:1:3: is not JSON")]
    [InlineData(
        "config/routes.json",
        """{ "ReverseProxy": { "Routes": { "domain": { "ClusterId": "moon" } } } }""",
        "error: config/routes.json:1:33: ReverseProxy:Routes:domain"
    )]
    public async Task A_broken_configuration_is_told_instead_of_drift(string file, string content, string expected)
    {
        _folder.With(file, content);
        var run = await CheckAsync();
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(expected, run.Errors, StringComparison.Ordinal);
    }

    private void WriteRoutes(params string[] matches) =>
        _folder.With(
            "config/routes.json",
            $$"""
        { "ReverseProxy": { "Routes": { {{string.Join(", ", matches.Select((match, index) => $$"""
            "route-{{index}}": { "ClusterId": "provisioning", "Match": {{match}}, "Transforms": [ { "AccessToken": "none" } ] }
            """))}} } } }
        """
        );

    private Task<GatewayProcess> CheckAsync(params string[] arguments) =>
        GatewayProcess.RunAsync(_folder.Path, ["import-openapi", "api.json", "--check", .. arguments]);
}
