using CiamGateway.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Xunit;
using static CiamGateway.Tests.Limits.LimitedRequests;

namespace CiamGateway.Tests.Limits;

/// <summary>Which requests are served and how the others are answered, without a listener and a proxy around it.</summary>
public sealed class RequestLimitsMiddlewareTests : IAsyncDisposable
{
    private readonly LimitedRequests _limits = new();

    public ValueTask DisposeAsync() => _limits.DisposeAsync();

    [Fact]
    public async Task A_gateway_that_is_full_says_so_to_everybody_until_a_request_ends()
    {
        _limits.Use("Limits:MaxConcurrentRequests=1");
        var first = _limits.HoldAsync(Request());
        var second = await _limits.ServeAsync(Request("other"));
        Assert.Equal((503, "gateway_overloaded", TimeSpan.FromSeconds(1)), Answer(second));
        Assert.Equal("The gateway is at its limit of concurrent requests. Nothing was sent to the API.", second.GetGatewayError()!.Detail);
        _limits.Release();
        await first;
        Assert.Equal(200, (await _limits.ServeAsync(Request())).Response.StatusCode);
    }

    [Fact]
    public async Task A_caller_over_its_rate_is_told_when_to_come_back()
    {
        _limits.Use("Limits:PerCaller:Requests=2", $"Limits:PerCaller:Window={PerDay}");
        Assert.Equal((int[])[200, 200, 429], await _limits.StatusesAsync(3));
        var refused = await _limits.ServeAsync(Request());
        var (status, code, retryAfter) = Answer(refused);
        Assert.Equal((429, "rate_limited"), (status, code));
        Assert.InRange(retryAfter!.Value, TimeSpan.FromHours(11), TimeSpan.FromHours(12));
        Assert.Equal(
            "The limit Gateway:Limits:PerCaller is reached: 2 requests in 86400 s. Nothing was sent to the API.",
            refused.GetGatewayError()!.Detail
        );
    }

    [Theory]
    [InlineData("RateLimits:few:Requests=1", "Gateway:RateLimits:few is reached", "1 requests in 86400 s")]
    [InlineData("Limits:PerCaller:Requests=1", "Gateway:Limits:PerCaller is reached", "1 requests in 86400 s")]
    public async Task The_limit_that_is_reached_is_named_in_the_answer_and_once_in_the_log(string tighter, string expected, string meaning)
    {
        _limits.Use(
            "RateLimits:few:Requests=100",
            "Limits:PerCaller:Requests=100",
            $"RateLimits:few:Window={PerDay}",
            $"Limits:PerCaller:Window={PerDay}",
            "RateLimits:few:Concurrency=50",
            tighter
        );
        HttpContext refused = Request();
        for (var i = 0; i < 4; i++)
        {
            refused = await _limits.ServeAsync(Request(policy: "few"));
        }
        Assert.Contains(expected, refused.GetGatewayError()!.Detail, StringComparison.Ordinal);
        Assert.Contains(meaning, refused.GetGatewayError()!.Detail, StringComparison.Ordinal);
        var line = Assert.Single(_limits.Log.Collector.GetSnapshot());
        Assert.StartsWith(
            "Refused a call of caller 'payroll' on route 'domain-list': the limit Gateway:",
            line.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(expected, line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_After_is_never_less_than_a_second()
    {
        _limits.Use("Limits:PerCaller:Requests=1", "Limits:PerCaller:Window=00:00:00.4");
        HttpContext refused = Request();
        await Eventually.HoldsAsync(async () => (refused = await _limits.ServeAsync(Request())).Response.StatusCode != 200);
        Assert.Equal((429, "rate_limited", TimeSpan.FromSeconds(1)), Answer(refused));
    }

    [Theory]
    [InlineData("Caller", new[] { 200, 429, 429, 200 })]
    [InlineData("Route", new[] { 200, 429, 200, 429 })]
    [InlineData("CallerAndRoute", new[] { 200, 429, 200, 200 })]
    public async Task A_limit_is_shared_as_its_configuration_says(string per, int[] expected)
    {
        _limits.Use("RateLimits:few:Requests=1", $"RateLimits:few:Window={PerDay}", $"RateLimits:few:Per={per}");
        int[] statuses =
        [
            await _limits.StatusAsync(Request("payroll", "domain-list", "few")),
            await _limits.StatusAsync(Request("payroll", "domain-list", "few")),
            await _limits.StatusAsync(Request("payroll", "user-list", "few")),
            await _limits.StatusAsync(Request("ops-console", "domain-list", "few")),
        ];
        Assert.Equal(expected, statuses);
        Assert.Equal(200, await _limits.StatusAsync(Request("payroll", "domain-list")));
    }

    [Fact]
    public async Task A_route_may_lift_the_limit_of_every_caller()
    {
        _limits.Use("Limits:PerCaller:Requests=1", $"Limits:PerCaller:Window={PerDay}");
        Assert.Equal((int[])[200, 429], await _limits.StatusesAsync(2));
        var lifted = Request();
        lifted.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new DisableRateLimitingAttribute()), null));
        Assert.Equal(200, await _limits.StatusAsync(lifted));
    }
}
