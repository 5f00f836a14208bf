using System.Text.Json.Nodes;
using CiamGateway.Sandbox.Soak;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>A route without a scope: none is sent, and all that shows scopes says so.</summary>
public sealed class NoScopeTests : IAsyncLifetime
{
    private const string Route = "ReverseProxy:Routes:bare";

    private readonly AuditedFile _audit = new();
    private readonly List<string> _requests = [];
    private Upstream _tokens = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _tokens = await Upstream.StartAsync(async context =>
        {
            _requests.Add(await new StreamReader(context.Request.Body).ReadToEndAsync(Cancellation));
            await context.Response.WriteAsJsonAsync(
                new
                {
                    access_token = "t0ken",
                    token_type = "Bearer",
                    expires_in = 7199,
                },
                Cancellation
            );
        });

    public async ValueTask DisposeAsync()
    {
        await _tokens.DisposeAsync();
        _audit.Dispose();
    }

    [Fact]
    public async Task A_route_without_a_scope_goes_out_with_a_token_that_was_asked_for_without_one()
    {
        await using var gateway = await _audit.StartAsync(
            new Uri(_tokens.Address, "token"),
            _ => Task.CompletedTask,
            new()
            {
                [$"{Route}:ClusterId"] = "provisioning",
                [$"{Route}:Match:Path"] = "/bare",
                [$"{Route}:Transforms:0:AccessToken"] = "bare",
                ["Gateway:TokenClients:bare:TokenEndpoint"] = $"{_tokens.Address}token",
                ["Gateway:TokenClients:bare:ClientId"] = "bare",
                ["Gateway:TokenClients:bare:ClientSecret"] = "b4re",
                ["Gateway:TokenClients:bare:ClientAuthentication"] = "client_secret_post",
                ["Gateway:Audit:Methods:0"] = "GET",
            }
        );
        using var response = await gateway.Administrator.GetAsync("/bare", Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(["Bearer t0ken"], gateway.Upstream.Headers["Authorization"]);
        Assert.Single(_requests, "grant_type=client_credentials&client_id=bare&client_secret=b4re");
        Assert.Equal("(none)", Assert.Single(await _audit.LinesAsync(1))["scope"]!.ToString());
        Assert.Equal(
            1,
            new ScrapedMetrics(await gateway.MetricsAsync()).Sum("ciam_gateway_token_requests_total", "client=\"bare\",scope=\"(none)\"")
        );

        using var management = Http.To(gateway.Gateway.Management);
        var status = JsonNode.Parse(await management.GetStringAsync("/status", Cancellation))!;
        var token = Assert.Single(status["tokens"]!.AsArray(), token => token!["client"]!.ToString() == "bare")!;
        Assert.Equal(("(none)", "fresh"), (token["scope"]!.ToString(), token["state"]!.ToString()));
        Assert.Null(token["grantedScope"]);
        using var refreshed = await management.PostAsync("/tokens/refresh?client=bare&scope=(none)", content: null, Cancellation);
        Assert.Equal(200, (int)refreshed.StatusCode);
        Assert.Equal(2, _requests.Count(request => request.Contains("client_id=bare", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(new[] { "routes" }, @"(?m)^GET +/Domains +provisioning +provisioning +\(none\) ")]
    [InlineData(new[] { "routes", "--json" }, "\"scope\": \"\\(none\\)\"")]
    [InlineData(new[] { "explain", "GET", "/Domains" }, @"(?m)^scope +\(none\)$")]
    [InlineData(new[] { "doctor" }, "token client 'provisioning', no scope +POST ")]
    public async Task The_verbs_show_that_there_is_no_scope(string[] verb, string expected)
    {
        using var folder = ConfigurationFolder
            .Sound()
            .With(
                "config/routes.json",
                """
                {
                  "ReverseProxy": { "Routes": {
                    "domain-list": {
                      "ClusterId": "provisioning", "Match": { "Path": "/Domains", "Methods": [ "GET" ] },
                        "Transforms": [ { "AccessToken": "provisioning" } ]
                    }
                  } }
                }
                """
            );
        var run = await GatewayProcess.RunAsync(
            folder.Path,
            [.. verb, $"--Gateway:TokenClients:provisioning:TokenEndpoint={_tokens.Address}token"]
        );
        Assert.Matches(expected, run.Output);
    }
}
