using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>A shell completes the names that the configuration has.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder
        .Sound()
        .With(
            "site.json",
            """
            {
              "Gateway": { "Callers": { "payroll": { "Networks": [ "10.1.0.0/16" ] }, "portal": { "Networks": [ "10.2.0.0/16" ] } } },
              "ReverseProxy": {
                "Routes": {
                  "domain-delete": {
                    "ClusterId": "provisioning",
                    "Match": { "Path": "/Domains/{id}", "Methods": [ "DELETE" ] },
                    "Transforms": [ { "AccessToken": "provisioning" } ]
                  }
                }
              }
            }
            """
        );

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("explain GET /Domains --caller ", "payroll", "portal")]
    [InlineData("explain GET /Domains --caller po", "portal")]
    [InlineData("explain GET /Dom", "/Domains", "/Domains/{id}")]
    [InlineData("explain DEL", "DELETE")]
    [InlineData("import-openapi api.yaml --token-client ", "provisioning")]
    [InlineData("import-openapi api.yaml --cluster ", "provisioning")]
    [InlineData("new-key pay", "payroll")]
    public async Task Names_of_the_configuration_are_suggested(string line, params string[] expected)
    {
        var typed = $"ciam-gateway --config site.json {line}";
        var run = await GatewayProcess.RunAsync(_folder.Path, $"[suggest:{typed.Length}]", typed);
        var suggested = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(expected, name => Assert.Contains(name, suggested));
        if (!line.EndsWith(' '))
        {
            Assert.Equal(expected.Order(StringComparer.Ordinal), suggested.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_suggests_nothing_and_says_nothing()
    {
        _folder.With("appsettings.json", "{ oops");
        const string typed = "ciam-gateway explain GET /Domains --caller pay";
        var run = await GatewayProcess.RunAsync(_folder.Path, $"[suggest:{typed.Length}]", typed);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output.Trim(), run.Errors));
    }
}
