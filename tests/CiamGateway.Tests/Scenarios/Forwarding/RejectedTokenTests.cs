using CiamGateway.Sandbox.Soak;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>Only an answer that rejects the token itself (RFC 6750 §3.1) costs the token its place.</summary>
public sealed class RejectedTokenTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401, "")]
    [InlineData(401, "Bearer")]
    [InlineData(401, "bearer realm=\"api\"")]
    [InlineData(401, "Bearer realm=\"a, b\", error=\"invalid_token\", error_description=\"expired, or revoked\"")]
    [InlineData(401, "Bearer error=invalid_token")]
    [InlineData(401, "DPoP algs=\"ES256\", error=\"invalid_token\"")]
    [InlineData(401, "Basic realm=\"api\", Bearer error=\"invalid_token\"")]
    [InlineData(401, "Basic realm=\"api\"|Bearer realm=\"api\"")]
    [InlineData(401, "Bearer realm=\"api\" error=\"invalid_token\"")]
    [InlineData(401, "Bearer error=\"invalid_token")]
    [InlineData(401, " ")]
    [InlineData(403, "Bearer error=\"invalid_token\"")]
    [InlineData(403, "Basic realm=\"api\"|Bearer scope=\"a b\", error=\"invalid_token\"")]
    public async Task A_rejected_token_is_replaced_and_the_call_is_sent_once_more(int status, string challenges)
    {
        var (calls, answer, passedOn) = await CallAsync(status, challenges);
        Assert.Equal((2, 200, 0), (calls, answer, passedOn));
    }

    [Theory]
    [InlineData(401, "Basic realm=\"Bearer error=invalid_token\"")]
    [InlineData(401, "Negotiate")]
    [InlineData(401, "ApiKey realm=\"api\", Basic realm=\"api\"")]
    [InlineData(401, "Bearer error=\"insufficient_scope\", scope=\"a\"")]
    [InlineData(401, "Bearer error=\"invalid_request\"")]
    [InlineData(401, "Bearer realm=\"api\" error=\"invalid_request\"")]
    [InlineData(401, "Bearer error=\"invalid_request")]
    [InlineData(401, "Bearer error=\"use_step_up\"")]
    [InlineData(401, "@@@ realm=\"api\"")]
    [InlineData(401, "\"Bearer\"")]
    [InlineData(401, "OAuth realm=\"api\"")]
    [InlineData(401, "BearerX error=\"invalid_token\"")]
    [InlineData(403, "")]
    [InlineData(403, "Bearer")]
    [InlineData(403, "Bearer error=\"insufficient_scope\", scope=\"invalid_token\"")]
    [InlineData(403, "Basic error=\"invalid_token\"")]
    [InlineData(400, "Bearer error=\"invalid_token\"")]
    public async Task Every_other_answer_is_passed_on_and_the_token_stays(int status, string challenges)
    {
        var (calls, answer, passedOn) = await CallAsync(status, challenges);
        Assert.Equal((1, status, status == 401 ? 1 : 0), (calls, answer, passedOn));
    }

    [Theory]
    [InlineData("Always", 401, "Basic realm=\"api\"", 2)]
    [InlineData("Always", 403, "Bearer error=\"invalid_token\"", 2)]
    [InlineData("Never", 401, "Bearer error=\"invalid_token\"", 1)]
    [InlineData("Never", 403, "Bearer error=\"invalid_token\"", 1)]
    public async Task A_route_may_take_every_401_for_a_rejected_token_or_none(
        string replayOn401,
        int status,
        string challenges,
        int expected
    )
    {
        var (calls, _, _) = await CallAsync(status, challenges, replayOn401);
        Assert.Equal(expected, calls);
    }

    [Theory]
    [InlineData("Token", 401, "Token realm=\"api\"", 2)]
    [InlineData("Token", 401, "token error=\"invalid_token\"", 2)]
    [InlineData("Token", 403, "Token error=\"invalid_token\"", 2)]
    [InlineData("Token", 401, "Bearer", 2)]
    [InlineData("Token", 401, "Token error=\"insufficient_scope\"", 1)]
    [InlineData("Token", 401, "Basic realm=\"api\"", 1)]
    [InlineData("", 401, "Token realm=\"api\"", 1)]
    [InlineData(null, 401, "Token realm=\"api\"", 1)]
    public async Task A_challenge_with_the_routes_own_prefix_is_about_the_token(string? prefix, int status, string challenges, int expected)
    {
        var (calls, _, _) = await CallAsync(status, challenges, prefix: prefix);
        Assert.Equal(expected, calls);
    }

    [Fact]
    public async Task Another_word_for_the_switch_is_a_problem_that_names_the_allowed_ones()
    {
        using var folder = ConfigurationFolder.Sound();
        var problem = Assert.Single(
            await folder.Problems(
                "--ReverseProxy:Routes:all:ClusterId=provisioning",
                "--ReverseProxy:Routes:all:Match:Path=/all",
                "--ReverseProxy:Routes:all:Transforms:0:AccessToken=provisioning",
                "--ReverseProxy:Routes:all:Transforms:0:Scope=all",
                "--ReverseProxy:Routes:all:Transforms:0:ReplayOn401=Sometimes"
            )
        );
        Assert.Contains("'Sometimes' is not true, false, Always or Never.", problem, StringComparison.Ordinal);
    }

    /// <summary>One call to an API that answers the first token in this way, and every other with 200.</summary>
    /// <returns>How many calls the API saw, the status that the caller received, and how many rejections were passed on.</returns>
    private async Task<(int Calls, int Answer, int PassedOn)> CallAsync(
        int status,
        string challenges,
        string replayOn401 = "true",
        string? prefix = null
    )
    {
        var seen = new List<string>();
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            context =>
            {
                seen.Add(context.Request.Headers.Authorization.ToString());
                if (seen[^1] == seen[0])
                {
                    context.Response.StatusCode = status;
                    context.Response.Headers.WWWAuthenticate = challenges.Split('|', StringSplitOptions.RemoveEmptyEntries);
                }
                return Task.CompletedTask;
            },
            new()
            {
                ["ReverseProxy:Routes:domain-list:Transforms:0:ReplayOn401"] = replayOn401,
                ["ReverseProxy:Routes:domain-list:Transforms:0:Prefix"] = prefix,
            }
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        using var management = Http.To(gateway.Gateway.Management);
        var metrics = await ScrapedMetrics.OfAsync(management, Cancellation);
        return (seen.Count, (int)response.StatusCode, (int)metrics.Sum("ciam_gateway_upstream_unauthorized_total", "action=\"passed_on\""));
    }
}
