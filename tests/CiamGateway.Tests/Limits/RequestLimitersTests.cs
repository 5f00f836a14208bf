using Xunit;
using static CiamGateway.Tests.Limits.LimitedRequests;

namespace CiamGateway.Tests.Limits;

/// <summary>How limits begin, follow the configuration, and end.</summary>
public sealed class RequestLimitersTests : IAsyncDisposable
{
    private readonly LimitedRequests _limits = new();

    public ValueTask DisposeAsync() => _limits.DisposeAsync();

    [Fact]
    public async Task A_limit_that_a_reload_takes_away_holds_while_its_routes_are_served()
    {
        _limits.Use("RateLimits:few:Requests=1", $"RateLimits:few:Window={PerDay}");
        Assert.Equal(200, await _limits.StatusAsync(Request(policy: "few")));
        var late = Request(policy: "few");
        _limits.Configuration.Apply(_limits.Folder.Load(), () => Assert.False(_limits.Limiters.Of(late)!.AttemptAcquire(late).IsAcquired));
        Assert.Equal(200, await _limits.StatusAsync(Request(policy: "few")));
    }

    [Fact]
    public async Task A_limit_that_a_reload_changes_is_the_new_one_while_its_routes_are_swapped()
    {
        _limits.Use("RateLimits:few:Requests=1", $"RateLimits:few:Window={PerDay}");
        Assert.Equal(200, await _limits.StatusAsync(Request(policy: "few")));
        Assert.Equal(429, await _limits.StatusAsync(Request(policy: "few")));
        var late = Request(policy: "few");
        _limits.Configuration.Apply(
            _limits.Folder.Load("--Gateway:RateLimits:few:Requests=2", $"--Gateway:RateLimits:few:Window={PerDay}"),
            () => Assert.True(_limits.Limiters.Of(late)!.AttemptAcquire(late).IsAcquired)
        );
    }

    [Fact]
    public void Without_a_limit_nothing_is_asked()
    {
        _limits.Use("Limits:PerCaller:Concurrency=0", "RateLimits:few:Concurrency=1");
        Assert.Null(_limits.Limiters.Of(Request()));
        Assert.NotNull(_limits.Limiters.Of(Request(policy: "few")));
    }

    [Fact]
    public async Task Limits_end_with_the_gateway()
    {
        _limits.Use("Limits:PerCaller:Concurrency=1", "RateLimits:few:Requests=1");
        var gateway = _limits.Limiters.Gateway;
        var (caller, route) = (_limits.Limiters.Of(Request())!, _limits.Limiters.Of(Request(policy: "few"))!);
        await _limits.StatusAsync(Request(policy: "few"));
        await _limits.Limiters.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => gateway.AttemptAcquire());
        Assert.Throws<ObjectDisposedException>(() => caller.AttemptAcquire(Request()));
        Assert.Throws<ObjectDisposedException>(() => route.AttemptAcquire(Request()));
        _limits.Configuration.Apply(_limits.Folder.Load("--Gateway:Limits:MaxConcurrentRequests=7"), () => { });
        Assert.Same(gateway, _limits.Limiters.Gateway);
    }

    [Fact]
    public void The_gateways_own_limit_starts_again_only_if_it_changes()
    {
        _limits.Use("Limits:MaxConcurrentRequests=5");
        var before = _limits.Limiters.Gateway;
        _limits.Configuration.Apply(_limits.Folder.Load("--Gateway:Limits:MaxConcurrentRequests=5"), () => { });
        Assert.Same(before, _limits.Limiters.Gateway);
        _limits.Configuration.Apply(_limits.Folder.Load("--Gateway:Limits:MaxConcurrentRequests=6"), () => { });
        Assert.Equal(6, _limits.Limiters.Gateway.GetStatistics()!.CurrentAvailablePermits);
    }
}
