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
        Assert.Equal("This caller, or this route, is at its limit. Nothing was sent to the API.", refused.GetGatewayError()!.Detail);
    }

    [Fact]
    public async Task Nobody_is_told_to_come_back_within_less_than_a_second()
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
