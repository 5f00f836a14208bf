using System.Net;
using System.Net.WebSockets;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>Methods that no API gets to see, on a route that takes any.</summary>
public sealed class UnservedMethodTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    public async Task TRACE_and_CONNECT_are_405_with_the_methods_that_are_served_and_do_not_arrive(string method)
    {
        await using var gateway = await StartAsync();
        var answer = Assert.Single(
            await RawConnection.ExchangeAsync(
                gateway.Gateway.Address,
                $"{method} /any HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n"
            )
        );
        Assert.Equal((405, "method_not_allowed"), (answer.Status, answer.Code));
        Assert.Equal("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT", answer.Headers["Allow"]);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task CONNECT_for_a_WebSocket_over_HTTP2_arrives()
    {
        await using var gateway = await StartAsync(new() { ["Kestrel:Endpoints:Gateway:Protocols"] = "Http2" });
        using var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        (socket.Options.HttpVersion, socket.Options.HttpVersionPolicy, socket.Options.CollectHttpResponseDetails) = (
            HttpVersion.Version20,
            HttpVersionPolicy.RequestVersionExact,
            true
        );
        await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(new UriBuilder(gateway.Gateway.Address) { Scheme = "ws", Path = "/any" }.Uri, invoker, Cancellation)
        );
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        Assert.Equal(["websocket"], gateway.Upstream.Headers["Upgrade"]);
        Assert.StartsWith("Bearer eyJ", Assert.Single(gateway.Upstream.Headers["Authorization"]), StringComparison.Ordinal);
    }

    private Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?>? settings = null) =>
        GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            context =>
            {
                context.Response.StatusCode = 403;
                return Task.CompletedTask;
            },
            new(settings ?? [])
            {
                ["ReverseProxy:Routes:any:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:any:Match:Path"] = "/any",
                ["ReverseProxy:Routes:any:Transforms:0:AccessToken"] = "provisioning",
                ["ReverseProxy:Routes:any:Transforms:0:Scope"] = "application.client",
            }
        );
}
