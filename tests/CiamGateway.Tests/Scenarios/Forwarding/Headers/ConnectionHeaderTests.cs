using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>What holds for one connection stays on it (RFC 9110 §7.6.1), and naming another header so does not remove it.</summary>
public sealed class ConnectionHeaderTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    [Theory]
    [InlineData("Connection: X-Hop")]
    [InlineData("Connection: keep-alive, X-Hop")]
    [InlineData("Connection: x-hop,close")]
    [InlineData("Connection: ,\tX-HOP ,")]
    [InlineData("Connection: close\r\nConnection: X-Hop")]
    [InlineData("connection:X-Hop")]
    public async Task A_header_that_Connection_names_does_not_reach_the_API(string connection)
    {
        var head = await ForwardedAsync($"{connection}\r\nX-Hop: 1\r\nX-Kept: 2\r\n");
        Assert.DoesNotContain(head, line =>
            line.StartsWith("X-Hop", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Connection", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Contains("X-Kept: 2", head);
    }

    [Theory]
    [InlineData("Keep-Alive: timeout=5")]
    [InlineData("Proxy-Connection: keep-alive")]
    [InlineData("TE: trailers, deflate")]
    [InlineData("Upgrade: websocket")]
    [InlineData("Upgrade: h2c")]
    [InlineData("Trailer: X-Checksum")]
    [InlineData("HTTP2-Settings: AAMAAABkAAQAAP__")]
    public async Task A_header_of_the_connection_does_not_reach_the_API_unnamed_either(string header)
    {
        var head = await ForwardedAsync($"{header}\r\n");
        Assert.DoesNotContain(head, line => line.StartsWith(header.Split(':')[0], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_the_gateway_adds_and_what_the_request_needs_cannot_be_taken_away()
    {
        var head = await ForwardedAsync(
            "Connection: close, Authorization, Via, X-Forwarded-For, traceparent, Host, Content-Length, Content-Type, Transfer-Encoding\r\n"
                + "Authorization: Bearer stolen\r\nX-Forwarded-For: 192.0.2.1\r\nContent-Type: application/json\r\n",
            new() { ["ReverseProxy:Routes:domain-list:Transforms:1:X-Forwarded"] = "Append", ["Gateway:AnonymousCallers"] = "Allowed" }
        );
        Assert.Matches(
            "^Authorization: Bearer (?!stolen)",
            Assert.Single(head, line => line.StartsWith("Authorization", StringComparison.Ordinal))
        );
        Assert.Contains("Via: 1.1 ciam-gateway", head);
        Assert.Contains("X-Forwarded-For: 127.0.0.1", head);
        Assert.Contains("Content-Length: 2", head);
        Assert.Contains("Content-Type: application/json", head);
        Assert.Single(head, line => line.StartsWith("traceparent: 00-", StringComparison.Ordinal));
        Assert.Single(head, line => line.StartsWith("Host: 127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Naming_a_withheld_header_does_not_let_it_pass()
    {
        var head = await ForwardedAsync("Connection: Cookie, X-HTTP-Method-Override\r\nCookie: a=b\r\nX-HTTP-Method-Override: DELETE\r\n");
        Assert.DoesNotContain(head, line =>
            line.StartsWith("Cookie", StringComparison.Ordinal) || line.StartsWith("X-HTTP", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("X-Hop;X-Kept;Content-Length")]
    public async Task A_header_that_the_APIs_Connection_names_does_not_reach_the_caller(string? allowed)
    {
        await using var api = new RawServer(
            "HTTP/1.1 200 OK\r\nConnection: X-Hop, Content-Length, close\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nProxy-Connection: "
                + "close\r\nX-Kept: 2\r\nContent-Length: 2\r\n\r\n{}"
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            allowed is null ? [] : new() { ["ReverseProxy:Routes:domain-list:Transforms:1:ResponseHeadersAllowed"] = allowed }
        );
        await gateway.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
        var answer = await caller.ReadAsync();
        Assert.Equal((200, "{}"), (answer!.Status, answer.Body));
        Assert.Equal(["Content-Length", "Date", "X-Kept"], answer.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_WebSocket_handshake_keeps_what_it_needs()
    {
        var head = await ForwardedAsync(
            "Connection: Upgrade, Sec-WebSocket-Key, X-Hop\r\nUpgrade: websocket\r\nSec-WebSocket-Key: "
                + "dGhlIHNhbXBsZSBub25jZQ==\r\nX-Hop: 1\r\n",
            body: ""
        );
        Assert.Contains("Upgrade: websocket", head);
        Assert.Contains("Connection: Upgrade", head);
        Assert.Contains("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", head);
        Assert.DoesNotContain("X-Hop: 1", head);
    }

    /// <returns>The lines that reached the API.</returns>
    private async Task<string[]> ForwardedAsync(string headers, Dictionary<string, string?>? settings = null, string body = "{}")
    {
        await using var api = new RawServer(Answer);
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, settings);
        await gateway.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        var length = body.Length > 0 ? $"Content-Length: {body.Length}\r\n" : "";
        await caller.SendAsync(
            $"{(body.Length > 0 ? "POST" : "GET")} /Domains HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: "
                + $"{SandboxCaller.Payroll.ApiKey}\r\n{length}{headers}\r\n{body}"
        );
        Assert.Equal(200, (await caller.ReadAsync())?.Status);
        return Assert.Single(api.Heads);
    }
}
