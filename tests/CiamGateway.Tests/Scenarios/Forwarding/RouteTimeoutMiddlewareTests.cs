using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>
/// The time limit of a route and a caller that leaves end a request in the same way inside the gateway; only one of them is a time-out.
/// </summary>
public sealed class RouteTimeoutMiddlewareTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_that_leaves_is_no_time_out_of_the_route()
    {
        var arrived = new TaskCompletionSource();
        await using var gateway = await StartAsync(
            async context =>
            {
                arrived.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            "00:10:00"
        );
        await LeaveAsync(gateway, arrived.Task);
        Assert.DoesNotContain("upstream_timeout", await AnsweredAsync(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_leaves_while_its_request_waits_for_a_token_is_no_time_out_either()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, "00:10:00", isWarm: false);
        fixture.Hold();
        try
        {
            await LeaveAsync(gateway, UntilAsync(gateway, "ciam_gateway_requests_in_progress 1\n"));
            Assert.DoesNotContain("token_timeout", await AnsweredAsync(gateway), StringComparison.Ordinal);
        }
        finally
        {
            fixture.Release();
        }
    }

    [Fact]
    public async Task A_request_that_waits_for_a_token_until_the_time_of_its_route_is_over_is_504_and_is_not_sent()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, "00:00:00.3", isWarm: false);
        fixture.Hold();
        try
        {
            using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
            await AssertProblem.Is(response, 504, "token_timeout", "proxy_internal_error");
            Assert.Equal(0, gateway.Upstream.Requests);
        }
        finally
        {
            fixture.Release();
        }
    }

    /// <summary>An answer that has begun cannot become a 504.</summary>
    [Fact]
    public async Task An_answer_that_is_under_way_when_the_time_is_over_breaks_off()
    {
        await using var gateway = await StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("begun", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            "00:00:01"
        );
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Caller.GetStringAsync("/Domains", Cancellation));
    }

    private Task<GatewayBeforeUpstream> StartAsync(RequestDelegate answer, string timeout, bool isWarm = true) =>
        GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            answer,
            new()
            {
                ["ReverseProxy:Routes:domain-list:Timeout"] = timeout,
                ["ReverseProxy:Routes:domain-list:Transforms:0:Scope"] = isWarm ? "application.client" : "domain.manage",
                ["ReverseProxy:Routes:domain-list:Transforms:0:Warm"] = $"{isWarm}",
                ["ReverseProxy:Routes:domain-delete:Transforms:0:Warm"] = "false",
            }
        );

    /// <summary>Calls, and closes the connection at a moment without a word.</summary>
    private static async Task LeaveAsync(GatewayBeforeUpstream gateway, Task moment)
    {
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await connection.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
        await moment.WaitAsync(Cancellation);
    }

    /// <returns>The metrics, once they hold the request.</returns>
    private static Task<string> AnsweredAsync(GatewayBeforeUpstream gateway) =>
        UntilAsync(gateway, "ciam_gateway_requests_total{route=\"domain-list\",method=\"GET\"");

    private static Task<string> UntilAsync(GatewayBeforeUpstream gateway, string series) =>
        Eventually.ValueAsync(gateway.MetricsAsync, metrics => metrics.Contains(series, StringComparison.Ordinal));
}
