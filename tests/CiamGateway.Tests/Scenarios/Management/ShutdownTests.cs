using System.Net;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Management;

public sealed class ShutdownTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeLimit.Long)]
    public async Task SIGTERM_under_load_of_200_connections_fails_no_request_and_exits_0()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await RunningGateway.StartAsync(
            authorizationServer.TokenEndpoint,
            api.Address,
            new() { ["Gateway:Shutdown:Delay"] = "00:00:03" }
        );
        var underLoad = new CountdownEvent(200);
        var connections = Enumerable.Range(0, 200).Select(_ => UseConnectionUntilToldToCloseAsync(gateway.Address, underLoad)).ToList();
        await Eventually.HoldsAsync(() => underLoad.IsSet, process: gateway.Process);
        gateway.Signal("TERM");

        var statuses = (await Task.WhenAll(connections)).SelectMany(answers => answers).ToList();
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.True(statuses.Count >= 400, $"{statuses.Count} requests");
        Assert.Equal(0, await gateway.EndAsync());
    }

    [Fact]
    public async Task It_says_not_ready_first_and_serves_on()
    {
        await using var api = await Upstream.StartAsync(context =>
            context.Request.Path == "/Users" ? Task.Delay(Timeout.Infinite, context.RequestAborted) : context.Response.WriteAsync("[]")
        );
        await using var gateway = await RunningGateway.StartAsync(
            authorizationServer.TokenEndpoint,
            api.Address,
            new()
            {
                ["Gateway:Shutdown:Delay"] = "00:01:00",
                ["Gateway:Shutdown:Timeout"] = "00:00:00.2",
                ["ReverseProxy:Routes:user-list:Timeout"] = "00:00:01",
            }
        );
        using var watcher = Http.To(gateway.Management);
        using var caller = Http.To(gateway.Address);
        gateway.Signal("TERM");

        Assert.Contains("[-] shutdown: the gateway was told to stop", await UntilNotReadyAsync(watcher), StringComparison.Ordinal);
        Assert.Equal("alive\n", await watcher.GetStringAsync("/health/live", Cancellation));
        using var answer = await caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        // Longer than Timeout, which begins after Delay.
        using var slow = await caller.GetAsync("/Users", Cancellation);
        Assert.Equal(HttpStatusCode.GatewayTimeout, slow.StatusCode);

        gateway.Signal("TERM");
        Assert.Equal(128 + 15, await gateway.EndAsync());
    }

    [Theory]
    [InlineData("00:01:00", HttpStatusCode.OK)]
    [InlineData("00:00:00.2", null)]
    public async Task Requests_under_way_finish_within_a_time_limit(string limit, HttpStatusCode? expected)
    {
        var (arrived, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var api = await Upstream.StartAsync(async context =>
        {
            arrived.TrySetResult();
            await finish.Task.WaitAsync(context.RequestAborted);
        });
        await using var gateway = await RunningGateway.StartAsync(
            authorizationServer.TokenEndpoint,
            api.Address,
            new() { ["Gateway:Shutdown:Timeout"] = limit }
        );
        using var caller = Http.To(gateway.Address);
        using var watcher = Http.To(gateway.Management);
        var answer = caller.GetAsync("/Domains", Cancellation);
        await Eventually.HoldsAsync(() => arrived.Task.IsCompleted, process: gateway.Process);
        gateway.Signal("INT");
        if (expected is not null)
        {
            await UntilNotReadyAsync(watcher);
            finish.SetResult();
            Assert.Equal(expected, (await answer).StatusCode);
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => answer);
        }
        Assert.Equal(0, await gateway.EndAsync());
        Assert.Equal(expected is null, gateway.Errors.Any(line => line.Contains("were cut off", StringComparison.Ordinal)));
    }

    /// <summary>One connection, used as callers do that obey HTTP: until they are told to close it.</summary>
    private static async Task<List<HttpStatusCode>> UseConnectionUntilToldToCloseAsync(Uri gateway, CountdownEvent underLoad)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 }) { BaseAddress = gateway };
        var statuses = new List<HttpStatusCode>();
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await http.GetAsync("/Domains", Cancellation);
                statuses.Add(answer.StatusCode);
                if (statuses.Count == 1)
                {
                    underLoad.Signal();
                }
                return answer.Headers.ConnectionClose is true;
            },
            what: "the gateway asks to close the connection"
        );
        return statuses;
    }

    /// <returns>What the gateway says of its readiness; null if it has stopped to say anything.</returns>
    private static Task<string> UntilNotReadyAsync(HttpClient watcher) =>
        Eventually.ValueAsync(
            async () =>
            {
                try
                {
                    using var answer = await watcher.GetAsync("/health/ready", Cancellation);
                    return await answer.Content.ReadAsStringAsync(Cancellation);
                }
                catch (HttpRequestException)
                {
                    return "";
                }
            },
            readiness => !readiness.StartsWith("ready", StringComparison.Ordinal)
        );
}
