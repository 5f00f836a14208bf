using System.Net;
using CiamGateway.Sandbox;
using CiamGateway.Tests.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>What becomes of connections that were quiet while the gateway drained, on a clock that the test owns.</summary>
public sealed class QuietConnectionTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Request = "GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n";

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly WatchedClock _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_is_sent_when_quiet_connections_are_closed_is_still_answered()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        var gateway = await StartAsync(api, []);
        var connections = new List<RawConnection>();
        for (var i = 0; i < 20; i++)
        {
            var connection = await RawConnection.OpenAsync(gateway.Address);
            connections.Add(connection);
            await connection.SendAsync(Request);
            Assert.Equal(200, (await connection.ReadAsync())!.Status);
        }
        var stopped = await StopAsync(gateway, connections.Count);
        foreach (var connection in connections.SkipLast(1))
        {
            await connection.SendAsync(Request);
            var answer = await connection.ReadAsync();
            Assert.Equal((200, true), (answer?.Status, answer?.Closes));
            Assert.Null(await connection.ReadAsync());
        }
        Assert.False(stopped.IsCompleted);
        _clock.Advance(Quiet);
        var end = connections[^1].RestAsync();
        await Eventually.HoldsAsync(() =>
        {
            // The pauses before and after the end of the gateway's own direction.
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return end.IsCompleted;
        });
        Assert.Equal("", await end);
        connections.ForEach(connection => connection.Dispose());
        await stopped;
        Assert.Equal(39, api.Requests);
    }

    [Fact]
    public async Task Over_HTTP_2_calls_are_served_until_the_connection_says_that_it_ends()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        var gateway = await StartAsync(api, new() { ["Kestrel:Endpoints:Gateway:Protocols"] = "Http2" });
        using var caller = Http.To(gateway.Address);
        (caller.DefaultRequestVersion, caller.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        Assert.Equal("[]", await caller.GetStringAsync("/Domains", Cancellation));
        var stopped = await StopAsync(gateway, 1);
        Assert.Equal("[]", await caller.GetStringAsync("/Domains", Cancellation));
        _clock.Advance(Quiet);
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return stopped.IsCompleted;
        });
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.GetStringAsync("/Domains", Cancellation));
        Assert.Equal(2, api.Requests);
    }

    private Task<SandboxGateway> StartAsync(Upstream api, Dictionary<string, string?> settings) =>
        GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            new(settings) { ["Gateway:Shutdown:Delay"] = Delay.ToString() },
            services => services.AddSingleton<TimeProvider>(_clock)
        );

    /// <returns>Completes at the end. By now the gateway accepts no more connections, and has begun to close the open ones.</returns>
    private async Task<Task> StopAsync(SandboxGateway gateway, int connections)
    {
        var stopped = gateway.DisposeAsync().AsTask();
        await Eventually.HoldsAsync(() => _clock.Timers(Delay) == 1);
        var before = _clock.Timers(Quiet);
        _clock.Advance(Delay);
        await Eventually.HoldsAsync(() => _clock.Timers(Quiet) >= before + connections);
        return stopped;
    }
}
