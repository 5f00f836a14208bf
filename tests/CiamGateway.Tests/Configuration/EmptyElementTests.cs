using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>
/// An element of a list that says nothing, such as a value that a template left out, would be passed over, and what it was to restrict with
/// it.
/// </summary>
public sealed class EmptyElementTests : IDisposable
{
    private const string Key = "sha256:V6KP0EDyRlCsRwCkRrbJZ-_2xbJUwnRFVYUgBLWBd0g";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task It_is_a_problem_in_every_place(string empty) =>
        Assert.Equal(
            [
                "Gateway:AccessPolicies:administrators:Callers:0",
                "Gateway:Audit:Methods:0",
                "Gateway:Callers:payroll:ApiKeys:1",
                "Gateway:Callers:payroll:Certificates:0",
                "Gateway:Callers:payroll:Networks:0",
                "Gateway:Management:AllowedHosts:0",
                "Gateway:RequestHeaders:Remove:0",
                "Gateway:TrustedProxies:0",
                "ReverseProxy:Clusters:provisioning:HttpClient:SslProtocols:0",
                "ReverseProxy:Routes:user-list:Match:Methods:0",
            ],
            await EmptyAsync(
                $$"""
                {
                  "Gateway": {
                    "TrustedProxies": [ {{empty}} ],
                    "Management": { "AllowedHosts": [ {{empty}} ] },
                    "Audit": { "Methods": [ {{empty}} ] },
                    "RequestHeaders": { "Remove": [ {{empty}} ] },
                    "Callers": { "payroll": { "ApiKeys": [ "{{Key}}", {{empty}} ], "Networks": [ {{empty}} ],
                      "Certificates": [ {{empty}} ] } },
                    "AccessPolicies": { "administrators": { "Callers": [ {{empty}} ] } }
                  },
                  "ReverseProxy": {
                    "Routes": { "user-list": {
                      "ClusterId": "provisioning", "Match": { "Path": "/Users", "Methods": [ {{empty}} ] },
                      "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client" } ] } },
                    "Clusters": { "provisioning": { "HttpClient": { "SslProtocols": [ {{empty}} ] } } }
                  }
                }
                """
            )
        );

    [Fact]
    public async Task It_is_a_problem_in_the_environment_and_on_the_command_line() =>
        Assert.Equal(
            "Gateway:TrustedProxies:0: is empty. Fix: write a value, or remove the element.",
            Assert.Single(await _folder.Problems("--Gateway:TrustedProxies:0="))
        );

    [Fact]
    public async Task Where_an_earlier_source_has_a_value_there_that_one_counts()
    {
        _folder.With("site.json", """{ "Gateway": { "TrustedProxies": [ "10.1.0.0/16" ] } }""");
        Assert.Empty(await EmptyAsync("""{ "Gateway": { "TrustedProxies": [ "" ] } }"""));
    }

    [Fact]
    public async Task The_elements_after_it_keep_their_place()
    {
        _folder.With(
            "more.json",
            $$"""
            {
              "Gateway": {
                "TrustedProxies": [ "", "10.1" ],
                "Management": { "AllowedHosts": [ "", "a b" ] },
                "RequestHeaders": { "Remove": [ "", "a b" ], "Allow": [ "", "X-Any" ] },
                "Callers": { "payroll": { "ApiKeys": [ "", "x" ], "Passwords": [ "", "x" ], "Networks": [ "", "10.1" ],
                  "Certificates": [ null, { "Subject": "CN=payroll" } ] } },
                "AccessPolicies": { "administrators": { "Callers": [ "", "nobody" ] } }
              },
              "Urls": "https://127.0.0.1:8443",
              "Kestrel": { "Certificates": { "Default": { "Subject": "localhost" } } }
            }
            """
        );
        var others = (await ProblemsAsync()).Where(problem => !problem.Contains(": is empty. ", StringComparison.Ordinal)).ToList();
        Assert.Equal(9, others.Count);
        Assert.All(others, problem => Assert.Contains(":1: ", problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_elements_after_one_of_the_wrong_shape_keep_their_place()
    {
        var problems = await _folder.Problems("--Gateway:TrustedProxies:0:Network=10.1.0.0/16", "--Gateway:TrustedProxies:1=10.1");
        Assert.Equal(["Gateway:TrustedProxies:0", "Gateway:TrustedProxies:1"], problems.Select(problem => problem.Split(": ")[0]));
    }

    [Fact]
    public async Task The_first_element_need_not_have_the_number_0() =>
        Assert.StartsWith(
            "Gateway:TrustedProxies:3: '10.1' is not a network.",
            Assert.Single(await _folder.Problems("--Gateway:TrustedProxies:3=10.1")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("ApiKeys", $"\"{Key}\"")]
    [InlineData("Networks", "\"10.1.0.0/16\"")]
    [InlineData("Certificates", """{ "Thumbprint": "2F6A3B5C1D0E9F887766554433221100FFEEDDCCBBAA99887766554433221100" }""")]
    public async Task Who_shares_a_credential_is_told_of_the_right_one(string kind, string credential)
    {
        _folder.With(
            "more.json",
            $$"""
            {
              "Gateway": { "Callers": { "other": { "{{kind}}": [ {{credential}} ] }, "payroll": { "{{kind}}": [ {{(
                kind == "Certificates" ? "{ \"Thumbprint\": \"x\" }" : "\"x\""
            )}}, {{credential}} ] } } },
              "Urls": "https://127.0.0.1:8443",
              "Kestrel": { "Certificates": { "Default": { "Subject": "localhost" } } }
            }
            """
        );
        Assert.Contains(
            $"Gateway:Callers:payroll:{kind}:1: is given a second time, after caller 'other'.",
            string.Join('\n', await ProblemsAsync()),
            StringComparison.Ordinal
        );
    }

    private async Task<IEnumerable<string>> EmptyAsync(string settings)
    {
        _folder.With("more.json", settings);
        return (await ProblemsAsync())
            .Where(problem => problem.Contains(": is empty. Fix: write a value, or remove the element.", StringComparison.Ordinal))
            .Select(problem => problem.Split(": ")[0])
            .Order(StringComparer.Ordinal);
    }

    private Task<IReadOnlyList<string>> ProblemsAsync()
    {
        string[] files =
        [
            "config/routes.json",
            .. File.Exists(Path.Combine(_folder.Path, "site.json")) ? (string[])["site.json"] : [],
            "more.json",
        ];
        return _folder.Problems([.. files.Select((file, index) => $"--Gateway:RouteFiles:{index}={file}")]);
    }
}
