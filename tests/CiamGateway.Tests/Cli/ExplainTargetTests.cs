using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary><c>explain</c> and <c>routes</c> tell of targets and of HEAD what the gateway does with them.</summary>
public sealed class ExplainTargetTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder
        .Sound()
        .With(
            "config/routes.json",
            """
            {
              "ReverseProxy": { "Routes": {
                "domain": {
                  "ClusterId": "provisioning",
                  "Match": { "Path": "/Domains/{id}", "Methods": [ "GET" ] },
                  "Metadata": { "AllowInPath": "\\/  ." },
                  "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client" } ]
                },
                "user": {
                  "ClusterId": "provisioning",
                  "Match": { "Path": "/Domains/{id}/Users", "Methods": [ "GET" ] },
                  "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client" }, { "PathPrefix": "/v2" } ]
                }
              } }
            }
            """
        );

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/Domains/john%2Btest?x=%41+%7e\"", "/Domains/john%2Btest?x=%41+%7e\"")]
    [InlineData("/Domains/a%5cb%2Fc.", "/Domains/a%5cb%2Fc.")]
    [InlineData("/Domains/%7e%41/Users?", "/v2/Domains/%7e%41/Users?")]
    [InlineData("http://ciam.example.com/Domains/%7e%41?x", "/Domains/%7e%41?x")]
    public async Task The_target_is_shown_as_it_goes_out(string target, string expected)
    {
        var run = await ExplainAsync("GET", target);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains($"\nGET https://api.example.com{expected}\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "/Domains/a%23b",
        "holds '#', written %23, at offset 10, in segment 2 of its path",
        "ReverseProxy:Routes:domain:Metadata:AllowInPath"
    )]
    [InlineData("/Domains/a%2FUsers", "can be read as a path of another route than 'domain'", "AllowInPath")]
    [InlineData("https://ciam.example.com/Domains", "is an https address on a connection without TLS", "http://")]
    public async Task A_refused_target_is_told_as_the_gateway_does(string target, string fault, string fix)
    {
        var run = await ExplainAsync("GET", target);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is refused: 400 request_target_refused.", run.Output, StringComparison.Ordinal);
        Assert.Contains($"The request target {fault}", run.Output, StringComparison.Ordinal);
        Assert.Contains(fix, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_route_allows_is_shown()
    {
        Assert.Contains(
            " its last path parameter may hold \\ / .\n",
            (await ExplainAsync("GET", "/Domains/1")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"allowInPath\": \"\\\\ / .\"",
            (await ExplainAsync("GET", "/Domains/1", "--json")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "/Domains/{id} (may hold \\ / .)",
            (await GatewayProcess.RunAsync(_folder.Path, "routes")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"allowInPath\": \"\\\\ / .\"",
            (await GatewayProcess.RunAsync(_folder.Path, "routes", "--json")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task HEAD_takes_the_route_of_GET_unless_it_is_switched_off()
    {
        var served = await ExplainAsync("HEAD", "/Domains/1");
        Assert.StartsWith(
            """
            HEAD /Domains/1 without credentials from 127.0.0.1 is forwarded.

            route         domain: GET /Domains/{id}
            HEAD          served as GET is (Gateway:HeadAsGet)

            """,
            served.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("\nHEAD https://api.example.com/Domains/1\n", served.Output, StringComparison.Ordinal);
        var refused = await ExplainAsync("HEAD", "/Domains/1", "--Gateway:HeadAsGet=false");
        Assert.Contains("is refused: 405 method_not_allowed.", refused.Output, StringComparison.Ordinal);
        Assert.Matches(@"\ndomain +GET +/Domains/\{id\}.* +the method differs\n", refused.Output);
    }

    private Task<GatewayProcess> ExplainAsync(params string[] arguments) =>
        GatewayProcess.RunAsync(_folder.Path, ["explain", .. arguments]);
}
