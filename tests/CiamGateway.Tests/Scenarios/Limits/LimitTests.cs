using Xunit;

namespace CiamGateway.Tests.Scenarios.Limits;

/// <summary>How large requests may be, how long they may take, and how many connections there may be.</summary>
public sealed class LimitTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_body_limit_and_that_of_a_route_change_while_the_gateway_runs()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:MaxRequestBodySize"] = "10" });
        Assert.Equal(413, await PostAsync(gateway, 11));
        Assert.Equal(200, await PostAsync(gateway, 10));
        await gateway.ReconfigureAsync(new() { ["Gateway:Limits:MaxRequestBodySize"] = "20" });
        // A connection that is open knows a new limit from its next request but one.
        await Eventually.ValueAsync(() => PostAsync(gateway, 20), status => status is 200);
        foreach (var limit in (int[])[30, 40])
        {
            await gateway.ReconfigureAsync(new() { ["ReverseProxy:Routes:domain-list:MaxRequestBodySize"] = $"{limit}" });
            // YARP takes new routes over on its own time.
            await Eventually.ValueAsync(() => PostAsync(gateway, limit), status => status is 200);
            Assert.Equal(413, await PostAsync(gateway, limit + 1));
        }
    }

    [Theory]
    [InlineData("ReverseProxy:Routes:domain-list:Timeout", "00:00:00.3")]
    [InlineData("ReverseProxy:Routes:domain-list:TimeoutPolicy", "short")]
    public async Task A_route_whose_time_runs_out_is_504(string key, string value)
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            Upstream.NeverAnswerAsync,
            new() { [key] = value, ["Gateway:Limits:TimeoutPolicies:short"] = "00:00:00.3" }
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 504, "upstream_timeout", "http_response_timeout");
    }

    [Fact]
    public async Task Headers_that_do_not_arrive_in_time_end_the_connection()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:RequestHeadersTimeout"] = "00:00:01" });
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await connection.SendAsync("GET /Domains HTTP/1.1\r\nHost: gate");
        Assert.Equal(408, (await connection.ReadAsync())?.Status);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task A_connection_over_the_limit_is_closed()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Limits:MaxConcurrentConnections"] = "1" });
        using var first = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await first.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
        Assert.Equal(200, (await first.ReadAsync())?.Status);
        using var second = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await second.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
        Assert.Null(await second.ReadAsync());
    }

    [Fact]
    public async Task Limits_that_are_unknown_or_make_no_sense_do_not_validate()
    {
        using var folder = ConfigurationFolder.Sound();
        var problems = await folder.Problems(
            "--Gateway:RateLimits:none:Queue=1",
            "--Gateway:RateLimits:Default:Requests=1",
            "--Gateway:RateLimits:odd:Requests=-1",
            "--Gateway:RateLimits:odd:Per=Moon",
            "--Gateway:Limits:MaxRequestHeaderCount=0",
            "--Gateway:Limits:PerCaller:Per=Route",
            "--Gateway:Limits:TimeoutPolicies:slow=-00:00:01",
            "--ReverseProxy:Routes:domain-list:RateLimiterPolicy=missing",
            "--ReverseProxy:Routes:domain-list:TimeoutPolicy=missing"
        );
        Assert.Equal(
            [
                "Gateway:Limits:MaxRequestHeaderCount",
                "Gateway:Limits:PerCaller:Per",
                "Gateway:Limits:TimeoutPolicies:slow",
                "Gateway:RateLimits:Default",
                "Gateway:RateLimits:none",
                "Gateway:RateLimits:odd:Per",
                "Gateway:RateLimits:odd:Requests",
                "ReverseProxy:Routes:domain-list",
                "ReverseProxy:Routes:domain-list",
            ],
            problems.Select(problem => problem.Split(": ")[0]).Order(StringComparer.Ordinal)
        );
    }

    private Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings) =>
        GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted),
            settings
        );

    private static async Task<int> PostAsync(GatewayBeforeUpstream gateway, int size)
    {
        using var body = new ByteArrayContent(new byte[size]);
        using var response = await gateway.Caller.PostAsync("/Domains", body, Cancellation);
        return (int)response.StatusCode;
    }
}
