using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>An API that takes its token in another header than <c>Authorization</c>, or with another prefix.</summary>
public sealed class TokenHeaderTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Transform = "ReverseProxy:Routes:other:Transforms:0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-Access-Token", null, "X-Access-Token", "^Bearer [^ ]+$")]
    [InlineData("X-Access-Token", "", "X-Access-Token", "^eyJ[^ ]+$")]
    [InlineData("X-Access-Token", "Token", "X-Access-Token", "^Token eyJ[^ ]+$")]
    [InlineData(null, "Token", "Authorization", "^Token eyJ[^ ]+$")]
    [InlineData("authorization", null, "Authorization", "^Bearer eyJ[^ ]+$")]
    public async Task The_token_goes_out_once_where_the_route_says(string? header, string? prefix, string name, string expected)
    {
        await using var gateway = await StartAsync(header, prefix, _ => Task.CompletedTask);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/other")
        {
            Headers =
            {
                { "X-Access-Token", "of-the-caller" },
                { "X_Access_Token", "of-the-caller" },
                { "x-access_token", "of-the-caller" },
                { "X-Other", "passes" },
            },
        };
        using var response = await gateway.Administrator.SendAsync(request, Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
        var headers = gateway.Upstream.Headers;
        Assert.Matches(expected, Assert.Single(headers[name])!);
        Assert.Equal(name == "Authorization", headers.ContainsKey("Authorization"));
        Assert.Equal(["passes"], headers["X-Other"]);
        if (name != "Authorization")
        {
            Assert.DoesNotContain(headers, sent => sent.Value.Contains("of-the-caller"));
        }
    }

    [Theory]
    [InlineData("X-Access-Token", "")]
    [InlineData("X-Access-Token", "Token")]
    [InlineData("X-Access-Token", null)]
    public async Task A_rejected_token_is_replaced_there(string header, string? prefix)
    {
        var seen = new List<string>();
        await using var gateway = await StartAsync(header, prefix, context =>
        {
            seen.Add(context.Request.Headers[header].ToString());
            context.Response.StatusCode = seen.Count == 1 ? 401 : 200;
            return Task.CompletedTask;
        });
        using var response = await gateway.Administrator.GetAsync("/other", Cancellation);
        Assert.Equal((200, 2), ((int)response.StatusCode, seen.Count));
        Assert.NotEqual(seen[0], seen[1]);
        Assert.Equal(seen[0].Split(' ').Length, seen[1].Split(' ').Length);
    }

    [Theory]
    [InlineData("\"Header\": \"X-Access-Token\", \"Prefix\": \"\"", "(?m)^  X-Access-Token: \\*\\*\\*$")]
    [InlineData("\"Header\": \"X-Access-Token\"", "(?m)^  X-Access-Token: Bearer \\*\\*\\*$")]
    [InlineData("\"Prefix\": \"Token\"", "(?m)^  Authorization: Token \\*\\*\\*$")]
    public async Task Explain_shows_where_the_token_goes_and_not_the_token(string keys, string expected)
    {
        using var folder = ConfigurationFolder
            .Sound()
            .With(
                "config/routes.json",
                $$"""
                {
                  "ReverseProxy": { "Routes": {
                    "domain-list": {
                      "ClusterId": "provisioning", "Match": { "Path": "/Domains", "Methods": [ "GET" ] },
                      "Transforms": [ { "AccessToken": "provisioning", "Scope": "s", {{keys}} } ]
                    }
                  } }
                }
                """
            );
        var run = await GatewayProcess.RunAsync(folder.Path, "explain", "GET", "/Domains");
        Assert.Matches(expected, run.Output);
    }

    private Task<GatewayBeforeUpstream> StartAsync(string? header, string? prefix, RequestDelegate answer) =>
        GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            answer,
            new()
            {
                ["ReverseProxy:Routes:other:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:other:Match:Path"] = "/other",
                [$"{Transform}:AccessToken"] = "provisioning",
                [$"{Transform}:Scope"] = "application.client",
                [header is null ? "Gateway:HeadAsGet" : $"{Transform}:Header"] = header ?? "true",
                [prefix is null ? "Gateway:HeadAsGet" : $"{Transform}:Prefix"] = prefix ?? "true",
            }
        );
}
