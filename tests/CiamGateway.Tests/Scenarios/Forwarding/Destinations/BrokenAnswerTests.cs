using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Destinations;

/// <summary>
/// An answer that begins well and does not go on is the API's fault, and said as long as nothing of it has reached the caller.
/// </summary>
public sealed class BrokenAnswerTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string OfKnownLength = "HTTP/1.1 200 Quite so\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n";
    private const string InChunks = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OfKnownLength)]
    [InlineData(InChunks)]
    public async Task An_answer_that_breaks_off_before_its_body_is_502_and_counted(string answer)
    {
        await using var api = new RawServer(answer);
        await using var gateway = await StartAsync(api);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(
            "The API broke its answer off.",
            await AssertProblem.Is(response, 502, "upstream_unreachable", "http_response_incomplete")
        );
        using var management = Http.To(gateway.Management);
        Assert.Contains(
            "ciam_gateway_errors_total{route=\"domain-list\",code=\"upstream_unreachable\"} 1",
            await management.GetStringAsync("/metrics", Cancellation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_that_breaks_off_in_its_body_is_counted_though_its_status_has_gone_out()
    {
        var hasArrived = new TaskCompletionSource();
        await using var gateway = await GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, async context =>
        {
            await context.Response.WriteAsync("abc", context.RequestAborted);
            await hasArrived.Task;
            context.Abort();
        });
        using var response = await gateway.Caller.GetAsync("/Domains", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
        hasArrived.SetResult();
        Assert.Contains(
            "ciam_gateway_errors_total{route=\"domain-list\",code=\"upstream_unreachable\"} 1",
            await AnsweredAsync(gateway.Gateway),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_that_stalls_in_its_body_is_counted_as_a_timeout()
    {
        await using var api = new RawServer($"{OfKnownLength}abc", closes: false);
        await using var gateway = await StartAsync(
            api,
            new() { ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "00:00:03" }
        );
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Contains(
            "ciam_gateway_errors_total{route=\"domain-list\",code=\"upstream_timeout\"} 1",
            await AnsweredAsync(gateway),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_whose_caller_goes_away_is_no_error_of_the_API()
    {
        await using var api = new RawServer($"{OfKnownLength}abc", closes: false);
        await using var gateway = await StartAsync(api);
        using (var caller = Http.To(gateway.Address))
        {
            using var response = await caller.GetAsync("/Domains", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        }
        var errors = (await AnsweredAsync(gateway))
            .Split('\n')
            .Where(line => line.StartsWith("ciam_gateway_errors_total{", StringComparison.Ordinal));
        Assert.Contains("code=\"caller_gone\"", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_whose_body_is_not_framed_well_is_502()
    {
        await using var api = new RawServer($"{InChunks}not a number\r\n");
        await using var gateway = await StartAsync(api);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 502, "upstream_unreachable", "http_protocol_error");
    }

    [Fact]
    public async Task An_answer_that_stalls_before_its_body_is_504_and_the_APIs_trouble()
    {
        await using var api = new RawServer(OfKnownLength, closes: false);
        await using var gateway = await StartAsync(
            api,
            new(GatewayLog.Settings) { ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "00:00:03" }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        var log = GatewayLog.Of(gateway);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.StartsWith(
            "The API began its answer and stalled. ",
            await AssertProblem.Is(response, 504, "upstream_timeout", "http_response_timeout"),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"The API at {api.Address} began its answer and stalled. ",
            Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 4003).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_that_stalls_longer_than_its_routes_limit_is_504_and_names_the_route()
    {
        await using var api = new RawServer(OfKnownLength, closes: false);
        await using var gateway = await StartAsync(api, new() { ["ReverseProxy:Routes:domain-list:Timeout"] = "00:00:01" });
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.StartsWith(
            "The time of this route ran out. ",
            await AssertProblem.Is(response, 504, "upstream_timeout", "http_response_timeout"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(204, "Content-Length: 5\r\n\r\n")]
    [InlineData(205, "Content-Length: 2\r\n\r\n{}")]
    [InlineData(205, "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    public async Task An_answer_that_must_have_no_body_arrives_without_the_one_that_it_has(int status, string rest)
    {
        await using var api = new RawServer($"HTTP/1.1 {status} Done\r\nX-Transaction: 7\r\n{rest}");
        await using var gateway = await StartAsync(api);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["7"], response.Headers.GetValues("X-Transaction"));
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <returns>The metrics once the request is over.</returns>
    private static Task<string> AnsweredAsync(SandboxGateway gateway) =>
        MetricsPage.ShowsAsync(gateway.Management, "ciam_gateway_requests_total{route=\"domain-list\"");

    private Task<SandboxGateway> StartAsync(RawServer api, Dictionary<string, string?>? settings = null) =>
        GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, settings);
}
