using Microsoft.AspNetCore.Http;
using Xunit;
using static CiamGateway.Tests.Limits.LimitedRequests;

namespace CiamGateway.Tests.Limits;

/// <summary>Which requests wait for room, how many, and what ends a wait.</summary>
public sealed class RequestQueueTests : IAsyncDisposable
{
    private readonly LimitedRequests _limits = new();

    public ValueTask DisposeAsync() => _limits.DisposeAsync();

    [Fact]
    public async Task As_many_requests_as_allowed_are_under_way_and_as_many_wait()
    {
        _limits.Use("Limits:PerCaller:Concurrency=1", "Limits:PerCaller:Queue=1");
        var first = _limits.HoldAsync(Request());
        var second = _limits.HoldAsync(Request());
        Assert.Equal((429, "rate_limited", TimeSpan.FromSeconds(1)), Answer(await _limits.ServeAsync(Request())));
        Assert.Equal(200, await _limits.StatusAsync(Request("other")));
        Assert.False(second.IsCompleted);
        _limits.Release();
        Assert.Equal((200, 200), ((await first).Response.StatusCode, (await second).Response.StatusCode));
    }

    [Fact]
    public async Task A_caller_that_leaves_while_it_waits_is_not_served()
    {
        _limits.Use("Limits:PerCaller:Concurrency=1", "Limits:PerCaller:Queue=1");
        var first = _limits.HoldAsync(Request());
        using var leaving = new CancellationTokenSource();
        var waiting = Request();
        waiting.RequestAborted = leaving.Token;
        var second = _limits.ServeAsync(waiting);
        await leaving.CancelAsync();
        Assert.Equal((499, null, null), Answer(await second));
        _limits.Release();
        Assert.Equal(200, (await first).Response.StatusCode);
    }

    [Fact]
    public async Task A_route_has_as_many_requests_under_way_as_its_limit_allows()
    {
        _limits.Use("RateLimits:few:Concurrency=1", "RateLimits:few:Per=Route");
        var first = _limits.HoldAsync(Request("payroll", policy: "few"));
        Assert.Equal(429, await _limits.StatusAsync(Request("ops-console", policy: "few")));
        Assert.Equal(200, await _limits.StatusAsync(Request("payroll")));
        _limits.Release();
        await first;
        Assert.Equal(200, await _limits.StatusAsync(Request("ops-console", policy: "few")));
    }

    /// <summary>One permit comes back every twelve hours, and the first of them is for the request that waits.</summary>
    [Fact]
    public async Task As_many_requests_as_the_queue_holds_wait_for_a_rate()
    {
        _limits.Use("RateLimits:few:Requests=2", $"RateLimits:few:Window={PerDay}", "RateLimits:few:Queue=1");
        Assert.Equal(200, await _limits.StatusAsync(Request(policy: "few")));
        Assert.Equal(200, await _limits.StatusAsync(Request(policy: "few")));
        using var leaving = new CancellationTokenSource();
        var waiting = Request(policy: "few");
        waiting.RequestAborted = leaving.Token;
        var second = _limits.ServeAsync(waiting);
        var (status, _, retryAfter) = Answer(await _limits.ServeAsync(Request(policy: "few")));
        Assert.Equal(429, status);
        Assert.InRange(retryAfter!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.False(second.IsCompleted);
        await leaving.CancelAsync();
        Assert.Equal(499, (await second).Response.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_left_before_is_served_if_it_need_not_wait()
    {
        _limits.Use("Limits:PerCaller:Concurrency=1", "Limits:PerCaller:Queue=1");
        Assert.Equal(200, await _limits.StatusAsync(Gone()));
        var first = _limits.HoldAsync(Request());
        Assert.Equal(429, await _limits.StatusAsync(Gone()));
        _limits.Release();
        await first;

        static HttpContext Gone()
        {
            var request = Request();
            request.RequestAborted = new CancellationToken(canceled: true);
            return request;
        }
    }
}
