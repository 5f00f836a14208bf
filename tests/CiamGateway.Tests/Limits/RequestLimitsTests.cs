using CiamGateway.Configuration;
using CiamGateway.Errors;
using CiamGateway.Limits;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Xunit;

namespace CiamGateway.Tests.Limits;

/// <summary>Which requests are served, which wait and how the others are answered, without a listener and a proxy around it.</summary>
public sealed class RequestLimitsTests : IAsyncDisposable
{
    private const string PerDay = "1.00:00:00";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly TaskCompletionSource _release = new();
    private ConfigurationInForce _configuration = null!;
    private RequestLimiters _limiters = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        _release.TrySetResult();
        await _limiters.DisposeAsync();
    }

    [Fact]
    public async Task A_gateway_that_is_full_says_so_to_everybody_until_a_request_ends()
    {
        Use("Limits:MaxConcurrentRequests=1");
        var first = HoldAsync(Request());
        var second = await ServeAsync(Request("other"));
        Assert.Equal((503, "gateway_overloaded", TimeSpan.FromSeconds(1)), Answer(second));
        Assert.Equal("The gateway is at its limit of concurrent requests. Nothing was sent to the API.", second.GetGatewayError()!.Detail);
        _release.SetResult();
        await first;
        Assert.Equal(200, (await ServeAsync(Request())).Response.StatusCode);
    }

    [Fact]
    public async Task A_caller_over_its_rate_is_told_when_to_come_back()
    {
        Use("Limits:PerCaller:Requests=2", $"Limits:PerCaller:Window={PerDay}");
        Assert.Equal((int[])[200, 200, 429], await StatusesAsync(3));
        var refused = await ServeAsync(Request());
        var (status, code, retryAfter) = Answer(refused);
        Assert.Equal((429, "rate_limited"), (status, code));
        Assert.InRange(retryAfter!.Value, TimeSpan.FromHours(11), TimeSpan.FromHours(12));
        Assert.Equal("This caller, or this route, is at its limit. Nothing was sent to the API.", refused.GetGatewayError()!.Detail);
    }

    [Fact]
    public async Task Nobody_is_told_to_come_back_within_less_than_a_second()
    {
        Use("Limits:PerCaller:Requests=1", "Limits:PerCaller:Window=00:00:00.4");
        HttpContext refused = Request();
        await Eventually.HoldsAsync(async () => (refused = await ServeAsync(Request())).Response.StatusCode != 200);
        Assert.Equal((429, "rate_limited", TimeSpan.FromSeconds(1)), Answer(refused));
    }

    [Theory]
    [InlineData("Caller", new[] { 200, 429, 429, 200 })]
    [InlineData("Route", new[] { 200, 429, 200, 429 })]
    [InlineData("CallerAndRoute", new[] { 200, 429, 200, 200 })]
    public async Task A_limit_is_shared_as_its_configuration_says(string per, int[] expected)
    {
        Use("RateLimits:few:Requests=1", $"RateLimits:few:Window={PerDay}", $"RateLimits:few:Per={per}");
        int[] statuses =
        [
            await StatusAsync(Request("payroll", "domain-list", "few")),
            await StatusAsync(Request("payroll", "domain-list", "few")),
            await StatusAsync(Request("payroll", "user-list", "few")),
            await StatusAsync(Request("ops-console", "domain-list", "few")),
        ];
        Assert.Equal(expected, statuses);
        Assert.Equal(200, await StatusAsync(Request("payroll", "domain-list")));
    }

    [Fact]
    public async Task A_route_may_lift_the_limit_of_every_caller()
    {
        Use("Limits:PerCaller:Requests=1", $"Limits:PerCaller:Window={PerDay}");
        Assert.Equal((int[])[200, 429], await StatusesAsync(2));
        var lifted = Request();
        lifted.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new DisableRateLimitingAttribute()), null));
        Assert.Equal(200, await StatusAsync(lifted));
    }

    [Fact]
    public async Task A_limit_that_a_reload_takes_away_holds_while_its_routes_are_served()
    {
        Use("RateLimits:few:Requests=1", $"RateLimits:few:Window={PerDay}");
        Assert.Equal(200, await StatusAsync(Request(policy: "few")));
        var late = Request(policy: "few");
        _configuration.Apply(_folder.Load(), () => Assert.False(_limiters.Of(late)!.AttemptAcquire(late).IsAcquired));
        Assert.Equal(200, await StatusAsync(Request(policy: "few")));
    }

    [Fact]
    public async Task As_many_requests_as_allowed_are_under_way_and_as_many_wait()
    {
        Use("Limits:PerCaller:Concurrency=1", "Limits:PerCaller:Queue=1");
        var first = HoldAsync(Request());
        var second = HoldAsync(Request());
        Assert.Equal((429, "rate_limited", TimeSpan.FromSeconds(1)), Answer(await ServeAsync(Request())));
        Assert.Equal(200, await StatusAsync(Request("other")));
        Assert.False(second.IsCompleted);
        _release.SetResult();
        Assert.Equal((200, 200), ((await first).Response.StatusCode, (await second).Response.StatusCode));
    }

    [Fact]
    public async Task A_caller_that_leaves_while_it_waits_is_not_served()
    {
        Use("Limits:PerCaller:Concurrency=1", "Limits:PerCaller:Queue=1");
        var first = HoldAsync(Request());
        using var leaving = new CancellationTokenSource();
        var waiting = Request();
        waiting.RequestAborted = leaving.Token;
        var second = ServeAsync(waiting);
        await leaving.CancelAsync();
        Assert.Equal((499, null, null), Answer(await second));
        _release.SetResult();
        Assert.Equal(200, (await first).Response.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_left_before_is_served_if_it_need_not_wait()
    {
        Use("Limits:PerCaller:Concurrency=1", "Limits:PerCaller:Queue=1");
        Assert.Equal(200, await StatusAsync(Gone()));
        var first = HoldAsync(Request());
        Assert.Equal(429, await StatusAsync(Gone()));
        _release.SetResult();
        await first;

        static HttpContext Gone()
        {
            var request = Request();
            request.RequestAborted = new CancellationToken(canceled: true);
            return request;
        }
    }

    [Fact]
    public void Without_a_limit_nothing_is_asked()
    {
        Use("Limits:PerCaller:Concurrency=0", "RateLimits:few:Concurrency=1");
        Assert.Null(_limiters.Of(Request()));
        Assert.NotNull(_limiters.Of(Request(policy: "few")));
    }

    [Fact]
    public async Task Limits_end_with_the_gateway()
    {
        Use("Limits:PerCaller:Concurrency=1", "RateLimits:few:Requests=1");
        var (gateway, caller, route) = (_limiters.Gateway, _limiters.Of(Request())!, _limiters.Of(Request(policy: "few"))!);
        await StatusAsync(Request(policy: "few"));
        await _limiters.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => gateway.AttemptAcquire());
        Assert.Throws<ObjectDisposedException>(() => caller.AttemptAcquire(Request()));
        Assert.Throws<ObjectDisposedException>(() => route.AttemptAcquire(Request()));
        _configuration.Apply(_folder.Load("--Gateway:Limits:MaxConcurrentRequests=7"), () => { });
        Assert.Same(gateway, _limiters.Gateway);
    }

    [Fact]
    public void The_gateways_own_limit_starts_again_only_if_it_changes()
    {
        Use("Limits:MaxConcurrentRequests=5");
        var before = _limiters.Gateway;
        _configuration.Apply(_folder.Load("--Gateway:Limits:MaxConcurrentRequests=5"), () => { });
        Assert.Same(before, _limiters.Gateway);
        _configuration.Apply(_folder.Load("--Gateway:Limits:MaxConcurrentRequests=6"), () => { });
        Assert.Equal(6, _limiters.Gateway.GetStatistics()!.CurrentAvailablePermits);
    }

    private void Use(params IEnumerable<string> settings)
    {
        _configuration = new ConfigurationInForce(_folder.Load([.. settings.Select(setting => $"--Gateway:{setting}")]));
        _limiters = new RequestLimiters(_configuration);
    }

    private static DefaultHttpContext Request(string caller = "payroll", string route = "domain-list", string? policy = null)
    {
        var context = new DefaultHttpContext();
        (RequestFacts.Of(context).Caller, RequestFacts.Of(context).Route) = (caller, route);
        object[] metadata = policy is null ? [] : [new EnableRateLimitingAttribute(policy)];
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(metadata), route));
        return context;
    }

    private Task<HttpContext> ServeAsync(HttpContext request) => ServeAsync(request, Task.CompletedTask);

    /// <summary>The request is under way, or waits, until it is released.</summary>
    private Task<HttpContext> HoldAsync(HttpContext request) => ServeAsync(request, _release.Task.WaitAsync(Cancellation));

    private async Task<HttpContext> ServeAsync(HttpContext request, Task served)
    {
        await new RequestLimits(_ => served, _limiters).InvokeAsync(request);
        return request;
    }

    private async Task<int> StatusAsync(HttpContext request) => (await ServeAsync(request)).Response.StatusCode;

    private async Task<int[]> StatusesAsync(int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            statuses[i] = await StatusAsync(Request());
        }
        return statuses;
    }

    private static (int Status, string? Code, TimeSpan? RetryAfter) Answer(HttpContext context) =>
        (context.Response.StatusCode, context.GetGatewayError()?.Problem.Code, context.GetGatewayError()?.RetryAfter);
}
