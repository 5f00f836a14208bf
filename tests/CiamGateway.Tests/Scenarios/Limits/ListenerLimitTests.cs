using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Limits;

/// <summary>The limits that Kestrel keeps, as callers meet them.</summary>
public sealed class ListenerLimitTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("MaxRequestLineSize", 256, 1024, 414)]
    [InlineData("MaxRequestHeadersTotalSize", 1024, 4096, 431)]
    [InlineData("MaxRequestHeaderCount", 10, 50, 431)]
    public async Task A_request_over_the_limit_is_refused_until_a_reload_raises_it(string limit, int small, int large, int status)
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, new() { [$"Gateway:Limits:{limit}"] = $"{small}" });
        var query = new string('a', limit == "MaxRequestLineSize" ? 300 : 1);
        var request =
            $"GET /Domains?{query} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n"
            + limit switch
            {
                "MaxRequestHeadersTotalSize" => $"X-Long: {new string('a', 1024)}\r\n\r\n",
                "MaxRequestHeaderCount" => string.Concat(Enumerable.Range(0, 9).Select(i => $"X-Header-{i}: a\r\n")) + "\r\n",
                _ => "\r\n",
            };
        Assert.Equal(status, Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request)).Status);
        Assert.Equal(0, gateway.Upstream.Requests);
        await gateway.ReconfigureAsync(new() { [$"Gateway:Limits:{limit}"] = $"{large}" });
        Assert.Equal(200, Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request)).Status);
    }

    [Fact]
    public async Task An_unused_connection_is_closed()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, new() { ["Gateway:Limits:KeepAliveTimeout"] = "00:00:01" });
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await connection.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
        Assert.Equal(200, (await connection.ReadAsync())?.Status);
        Assert.Null(await connection.ReadAsync());
    }

    /// <summary>By Kestrel's own rate so much of a body could take seven minutes.</summary>
    [Fact]
    public async Task A_body_that_arrives_too_slowly_ends_the_request()
    {
        await using var gateway = await StartAsync(
            context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted),
            new() { ["Gateway:Limits:MinRequestBodyDataRate"] = "1000000" }
        );
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await connection.SendAsync($"POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Length: 200000\r\n\r\n{new string('a', 100_000)}");
        Assert.InRange((await connection.ReadAsync())?.Status ?? 0, 400, 499);
    }

    /// <summary>By Kestrel's own rate what waits to be read could take minutes.</summary>
    [Fact]
    public async Task An_answer_that_is_read_too_slowly_ends_the_connection()
    {
        var ended = new TaskCompletionSource();
        await using var gateway = await StartAsync(
            async context =>
            {
                using var registration = context.RequestAborted.Register(ended.SetResult);
                var part = new byte[64 * 1024];
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(part, context.RequestAborted);
                }
            },
            new() { ["Gateway:Limits:MinResponseDataRate"] = "1000000" }
        );
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await connection.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
        await ended.Task.WaitAsync(Cancellation);
    }

    /// <summary>A connection that was upgraded no longer counts as one of HTTP, and has a limit of its own.</summary>
    [Fact]
    public async Task A_connection_over_the_limit_is_not_upgraded()
    {
        await using var gateway = await StartAsync(UpgradeAsync, new() { ["Gateway:Limits:MaxConcurrentConnections"] = "1" });
        const string handshake =
            "GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        using var first = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await first.SendAsync(handshake);
        Assert.Equal(101, (await first.ReadAsync(hasNoBody: true))?.Status);
        using var second = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await second.SendAsync(handshake);
        var refused = await second.ReadAsync();
        Assert.NotEqual(101, refused?.Status ?? 0);
    }

    [Fact]
    public async Task Every_limit_of_a_gateway_that_serves_is_Kestrels()
    {
        await using var gateway = await StartAsync(
            _ => Task.CompletedTask,
            new() { ["Gateway:Limits:MinResponseDataRate"] = "77", ["Gateway:Limits:MaxRequestHeaderCount"] = "33" }
        );
        var limits = gateway.Gateway.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((77, 33), (limits.MinResponseDataRate?.BytesPerSecond, limits.MaxRequestHeaderCount));
        await gateway.ReconfigureAsync(
            new() { ["Gateway:Limits:MinResponseDataRate"] = "78", ["Gateway:Limits:MaxRequestHeaderCount"] = "34" }
        );
        Assert.Equal((78, 34), (limits.MinResponseDataRate?.BytesPerSecond, limits.MaxRequestHeaderCount));
    }

    /// <summary>What the gateway leaves to Kestrel must stay bounded.</summary>
    [Fact]
    public async Task What_no_key_sets_is_bounded_all_the_same()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, []);
        var limits = gateway.Gateway.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((1024 * 1024, 64 * 1024), (limits.MaxRequestBufferSize, limits.MaxResponseBufferSize));
        var http2 = limits.Http2;
        Assert.Equal((100, 4096), (http2.MaxStreamsPerConnection, http2.HeaderTableSize));
        Assert.Equal((16 * 1024, 32 * 1024), (http2.MaxFrameSize, http2.MaxRequestHeaderFieldSize));
        Assert.Equal((1024 * 1024, 768 * 1024), (http2.InitialConnectionWindowSize, http2.InitialStreamWindowSize));
    }

    private Task<GatewayBeforeUpstream> StartAsync(RequestDelegate answer, Dictionary<string, string?> settings) =>
        GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, answer, settings);

    private static async Task UpgradeAsync(HttpContext context)
    {
        context.Response.Headers.Upgrade = "websocket";
        await using var socket = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }
}
