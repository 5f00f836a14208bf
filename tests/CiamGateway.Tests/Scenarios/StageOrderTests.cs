using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios;

/// <summary>
/// What a request passes first and what later: each test fails if a stage is left out or changes places with a neighbour.
/// </summary>
public sealed class StageOrderTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private readonly AuditedFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task The_audit_log_names_the_address_that_a_trusted_proxy_names_also_of_a_request_that_is_refused_for_its_form()
    {
        await using var gateway = await _file.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            new() { ["Gateway:TrustedProxies:0"] = "127.0.0.1/32" }
        );
        var answer = await ExchangeAsync(
            gateway,
            "DELETE /Domains/%ff HTTP/1.1\r\nHost: gateway\r\nX-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n\r\n"
        );
        Assert.Equal((400, "request_target_refused"), answer);
        Assert.Equal("192.0.2.7", Assert.Single(await _file.LinesAsync(1))["source"]!.ToString());
    }

    [Fact]
    public async Task The_form_of_a_request_is_judged_before_its_host_and_its_host_before_its_route_and_its_caller()
    {
        await using var gateway = await StartAsync(new() { ["AllowedHosts"] = "gateway", ["Gateway:AnonymousCallers"] = "Denied" });
        Assert.Equal(
            (400, "request_target_refused"),
            await ExchangeAsync(gateway, "GET /Domains/%ff HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n")
        );
        Assert.Equal(
            (421, "host_refused"),
            await ExchangeAsync(gateway, "GET /Domains HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n")
        );
        Assert.Equal(
            (421, "host_refused"),
            await ExchangeAsync(gateway, "GET /nowhere HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n")
        );
        Assert.Equal(
            (401, "caller_unauthenticated"),
            await ExchangeAsync(gateway, "GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")
        );
        var metrics = await gateway.MetricsAsync();
        Assert.Contains("ciam_gateway_errors_total{route=\"none\",code=\"host_refused\"} 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains(
            "ciam_gateway_errors_total{route=\"domain-list\",code=\"caller_unauthenticated\"} 1\n",
            metrics,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_caller_without_access_does_not_learn_what_exists()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:AnonymousCallers"] = "Denied" });
        foreach (var line in (string[])["GET /Domains", "GET /nowhere", "PATCH /Domains", "GET /domains"])
        {
            Assert.Equal(
                (401, "caller_unauthenticated"),
                await ExchangeAsync(gateway, $"{line} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")
            );
        }
        Assert.Equal(
            (404, "route_not_found"),
            await ExchangeAsync(
                gateway,
                $"GET /nowhere HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\nConnection: close\r\n\r\n"
            )
        );
    }

    [Fact]
    public async Task A_request_that_is_refused_takes_no_share_of_its_callers_limit()
    {
        await using var gateway = await StartAsync(
            new() { ["Gateway:Limits:PerCaller:Requests"] = "1", ["Gateway:Limits:PerCaller:Window"] = "1.00:00:00" }
        );
        Assert.Equal((401, "caller_unauthenticated"), await CallAsync("DELETE /Domains/1"));
        Assert.Equal((404, "route_not_found"), await CallAsync("GET /nowhere"));
        Assert.Equal((405, "method_not_allowed"), await CallAsync("PATCH /Domains"));
        Assert.Equal((200, null), await CallAsync("GET /Domains"));
        Assert.Equal((429, "rate_limited"), await CallAsync("GET /Domains"));
        Assert.Equal((404, "route_not_found"), await CallAsync("GET /nowhere"));
        Assert.Equal((405, "method_not_allowed"), await CallAsync("PATCH /Domains"));
        Assert.Equal(1, gateway.Upstream.Requests);

        Task<(int Status, string? Code)> CallAsync(string line) =>
            ExchangeAsync(gateway, $"{line} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
    }

    [Fact]
    public async Task A_wrong_credential_counts_for_the_route_that_was_called()
    {
        await using var gateway = await StartAsync([]);
        using var caller = Http.To(gateway.Gateway.Address, "wrong");
        using var response = await caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 401, "caller_unauthenticated", "http_request_denied");
        Assert.Contains(
            "ciam_gateway_requests_total{route=\"domain-list\",method=\"GET\",code=\"401\",caller=\"anonymous\"} 1\n",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_log_of_requests_names_the_error_that_the_gateway_answered()
    {
        await using var gateway = await StartAsync(
            new(GatewayLog.Settings) { ["Logging:Fake:LogLevel:CiamGateway.Requests"] = "Information" }
        );
        var log = GatewayLog.Of(gateway.Gateway);
        using var response = await gateway.Caller.GetAsync("/nowhere", Cancellation);
        await Eventually.HoldsAsync(() => log.GetSnapshot().Any(entry => entry.Id.Id == 8001));
        Assert.EndsWith(
            "Route none, caller anonymous, gateway's error route_not_found",
            log.GetSnapshot().Single(entry => entry.Id.Id == 8001).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>The second request waits longer for its turn than its route's time limit, which begins when its turn comes.</summary>
    [Fact]
    public async Task The_time_of_a_route_does_not_run_while_a_request_waits_for_its_turn()
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            async context =>
            {
                if (context.Request.Path == "/Domains")
                {
                    arrived.TrySetResult();
                    await release.Task.WaitAsync(context.RequestAborted);
                }
                else if (context.Request.Path == "/ServiceAccounts")
                {
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }
            },
            new()
            {
                ["Gateway:Limits:PerCaller:Concurrency"] = "1",
                ["Gateway:Limits:PerCaller:Queue"] = "1",
                ["ReverseProxy:Routes:user-list:Timeout"] = "00:00:01",
                ["ReverseProxy:Routes:service-account-list:Timeout"] = "00:00:01",
            }
        );
        var first = gateway.Caller.GetAsync("/Domains", Cancellation);
        await arrived.Task.WaitAsync(Cancellation);
        var second = gateway.Caller.GetAsync("/Users", Cancellation);
        await Eventually.ValueAsync(gateway.MetricsAsync, metrics =>
            metrics.Contains("ciam_gateway_requests_in_progress 2\n", StringComparison.Ordinal)
        );
        // Begins after the second request, and ends when the same time has run out.
        using (var later = await gateway.Administrator.GetAsync("/ServiceAccounts", Cancellation))
        {
            await AssertProblem.Is(later, 504, "upstream_timeout", "http_response_timeout");
        }
        release.SetResult();
        using var served = await second;
        Assert.Equal(200, (int)served.StatusCode);
        using var answer = await first;
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Probes_and_scrapes_leave_no_trace_among_callers_requests()
    {
        await using var gateway = await StartAsync(
            new(GatewayLog.Settings) { ["Logging:Fake:LogLevel:CiamGateway.Requests"] = "Information" }
        );
        var log = GatewayLog.Of(gateway.Gateway);
        using var operators = Http.To(gateway.Gateway.Management);
        foreach (var path in (string[])["/health/live", "/health/ready", "/status", "/nowhere"])
        {
            using var response = await operators.GetAsync(path, Cancellation);
        }
        Assert.DoesNotContain("ciam_gateway_requests_total{", await gateway.MetricsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(log.GetSnapshot(), entry => entry.Id.Id == 8001);
    }

    private Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings) =>
        GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, settings);

    private static async Task<(int Status, string? Code)> ExchangeAsync(GatewayBeforeUpstream gateway, string request)
    {
        var answer = Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request));
        return (answer.Status, answer.Code);
    }
}
