using System.Net;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Limits;

/// <summary>How many requests callers and routes may make, in a time and at the same time.</summary>
public sealed class RateLimitTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_route_with_a_rate_limit_answers_429_beyond_it_and_other_routes_go_on()
    {
        await using var gateway = await StartAsync(PerDay("lists", 2, "domain-list"));
        Assert.Equal((int[])[200, 200, 429], await StatusesAsync(gateway, "/Domains", 3));
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 429, "rate_limited", "http_request_denied");
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromHours(11), TimeSpan.FromHours(12));
        Assert.Equal((int[])[200, 200, 200], await StatusesAsync(gateway, "/Users", 3));
        Assert.Equal(5, gateway.Upstream.Requests);
        Assert.Contains(
            "ciam_gateway_errors_total{route=\"domain-list\",code=\"rate_limited\"} 2",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_request_that_its_routes_limit_refuses_costs_its_caller_one_permit_and_no_more()
    {
        await using var gateway = await StartAsync(
            new(PerDay("lists", 1, "domain-list"))
            {
                ["Gateway:Limits:PerCaller:Requests"] = "7",
                ["Gateway:Limits:PerCaller:Window"] = "1.00:00:00",
            }
        );
        Assert.Equal((int[])[200, 429, 429, 429, 429], await StatusesAsync(gateway, "/Domains", 5));
        Assert.Equal((int[])[200, 200, 429], await StatusesAsync(gateway, "/Users", 3));
    }

    [Fact]
    public async Task Routes_that_name_one_limit_share_it_unless_it_is_per_route()
    {
        await using var gateway = await StartAsync(PerDay("lists", 2, "domain-list", "user-list"));
        Assert.Equal((int[])[200, 200], await StatusesAsync(gateway, "/Domains", 2));
        Assert.Equal((int[])[429], await StatusesAsync(gateway, "/Users", 1));
        await gateway.ReconfigureAsync(new() { ["Gateway:RateLimits:lists:Per"] = "Route" });
        Assert.Equal((int[])[200, 200, 429], await StatusesAsync(gateway, "/Domains", 3));
        Assert.Equal((int[])[200, 200, 429], await StatusesAsync(gateway, "/Users", 3));
    }

    [Fact]
    public async Task Numbers_and_names_of_limits_change_while_the_gateway_runs()
    {
        await using var gateway = await StartAsync(PerDay("few", 1, "domain-list"));
        Assert.Equal((int[])[200, 429], await StatusesAsync(gateway, "/Domains", 2));
        await gateway.ReconfigureAsync(new() { ["Gateway:RateLimits:few:Requests"] = "3" });
        Assert.Equal((int[])[200, 200, 200, 429], await StatusesAsync(gateway, "/Domains", 4));
        await gateway.ReconfigureAsync(PerDay("more", 5, "domain-list"));
        // YARP takes new routes over on its own time.
        await Eventually.ValueAsync(async () => (await StatusesAsync(gateway, "/Domains", 1))[0], status => status is 200);
        Assert.Equal((int[])[200, 200, 200, 200, 429], await StatusesAsync(gateway, "/Domains", 5));
    }

    [Fact]
    public async Task A_caller_has_a_limit_that_no_route_names()
    {
        await using var gateway = await StartAsync(
            new()
            {
                ["Gateway:Limits:PerCaller:Requests"] = "2",
                ["Gateway:Limits:PerCaller:Window"] = "1.00:00:00",
                ["ReverseProxy:Routes:service-account-list:RateLimiterPolicy"] = "Disable",
            }
        );
        Assert.Equal((int[])[200], await StatusesAsync(gateway, "/Domains", 1));
        Assert.Equal((int[])[200, 429], await StatusesAsync(gateway, "/Users", 2));
        Assert.Equal((int[])[200], await StatusesAsync(gateway, "/ServiceAccounts", 1));
    }

    [Theory]
    [InlineData("Gateway:Limits:PerCaller:Concurrency", 429, "rate_limited", "http_request_denied")]
    [InlineData("Gateway:Limits:MaxConcurrentRequests", 503, "gateway_overloaded", "proxy_internal_response")]
    public async Task More_requests_at_once_than_allowed_are_refused_until_one_ends(string key, int status, string code, string proxyError)
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            async context =>
            {
                arrived.TrySetResult();
                await release.Task.WaitAsync(context.RequestAborted);
            },
            new() { [key] = "1" }
        );
        var first = gateway.Caller.GetAsync("/Domains", Cancellation);
        await arrived.Task.WaitAsync(Cancellation);
        using (var second = await gateway.Caller.GetAsync("/Domains", Cancellation))
        {
            await AssertProblem.Is(second, status, code, proxyError);
            Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        }
        release.SetResult();
        using var answer = await first;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((int[])[200], await StatusesAsync(gateway, "/Domains", 1));
    }

    [Theory]
    [InlineData("Gateway:Limits:PerCaller:Concurrency")]
    [InlineData("Gateway:Limits:MaxConcurrentRequests")]
    public async Task A_limit_of_requests_at_once_is_raised_while_one_is_under_way(string key)
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            async context =>
            {
                if (arrived.TrySetResult())
                {
                    await release.Task.WaitAsync(context.RequestAborted);
                }
            },
            new() { [key] = "1" }
        );
        var first = gateway.Caller.GetAsync("/Domains", Cancellation);
        await arrived.Task.WaitAsync(Cancellation);
        Assert.NotEqual((int[])[200], await StatusesAsync(gateway, "/Domains", 1));
        await gateway.ReconfigureAsync(new() { [key] = "2" });
        Assert.Equal((int[])[200, 200], await StatusesAsync(gateway, "/Domains", 2));
        release.SetResult();
        using var answer = await first;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Every_caller_has_its_own_share_of_a_limit()
    {
        await using var gateway = await StartAsync(
            new() { ["Gateway:Limits:PerCaller:Requests"] = "2", ["Gateway:Limits:PerCaller:Window"] = "1.00:00:00" }
        );
        Assert.Equal((int[])[200, 200, 429], await StatusesAsync(gateway.Caller, "/Domains", 3));
        Assert.Equal((int[])[200, 200, 429], await StatusesAsync(gateway.Administrator, "/Domains", 3));
    }

    [Fact]
    public async Task A_request_waits_in_the_queue_for_its_turn_and_one_whose_caller_leaves_gives_its_place_up()
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            async context =>
            {
                arrived.TrySetResult();
                await release.Task.WaitAsync(context.RequestAborted);
            },
            new() { ["Gateway:Limits:PerCaller:Concurrency"] = "1", ["Gateway:Limits:PerCaller:Queue"] = "1" }
        );
        var first = gateway.Caller.GetAsync("/Domains", Cancellation);
        await arrived.Task.WaitAsync(Cancellation);
        using (var impatient = new CancellationTokenSource())
        {
            var leaving = await OneWaitsAsync(gateway.Caller, impatient.Token);
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        }
        // The gateway notices in its own time that the caller left.
        await MetricsPage.ShowsAsync(gateway.Gateway.Management, "code=\"499\"");
        var waiting = await OneWaitsAsync(gateway.Caller, Cancellation);
        release.SetResult();
        using var answer = await first;
        using var next = await waiting;
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, next.StatusCode));
        Assert.Equal(2, gateway.Upstream.Requests);
    }

    private Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings) =>
        GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, settings);

    /// <summary>A limit of requests, replenished too slowly for a test to notice, and the routes that name it.</summary>
    private static Dictionary<string, string?> PerDay(string limit, int requests, params IEnumerable<string> routes) =>
        new(routes.Select(route => KeyValuePair.Create($"ReverseProxy:Routes:{route}:RateLimiterPolicy", (string?)limit)))
        {
            [$"Gateway:RateLimits:{limit}:Requests"] = $"{requests}",
            [$"Gateway:RateLimits:{limit}:Window"] = "1.00:00:00",
        };

    /// <summary>Of two requests more than the limit serves, one is refused; the other is what this returns.</summary>
    private static async Task<Task<HttpResponseMessage>> OneWaitsAsync(HttpClient caller, CancellationToken cancellationToken)
    {
        Task<HttpResponseMessage>[] both = [caller.GetAsync("/Domains", cancellationToken), caller.GetAsync("/Domains", cancellationToken)];
        var refused = await Task.WhenAny(both);
        Assert.Equal(429, (int)(await refused).StatusCode);
        return both.Single(request => request != refused);
    }

    private static Task<int[]> StatusesAsync(GatewayBeforeUpstream gateway, string path, int count) =>
        StatusesAsync(gateway.Caller, path, count);

    private static async Task<int[]> StatusesAsync(HttpClient caller, string path, int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            using var response = await caller.GetAsync(path, Cancellation);
            statuses[i] = (int)response.StatusCode;
        }
        return statuses;
    }
}
