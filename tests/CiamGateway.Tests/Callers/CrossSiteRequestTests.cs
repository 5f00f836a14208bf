using System.Net;
using System.Net.WebSockets;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Where an address is enough, a page in a browser at that address cannot use it.</summary>
public sealed class CrossSiteRequestTests : IDisposable
{
    private const string Open = "ReverseProxy:Routes:open";
    private const string Handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("POST", "Sec-Fetch-Site: cross-site", 403)]
    [InlineData("DELETE", "Sec-Fetch-Site: same-site", 403)]
    [InlineData("POST", "Sec-Fetch-Site: same-origin", 200)]
    [InlineData("POST", "Origin: http://evil.example", 403)]
    [InlineData("POST", "X-Nothing: said", 200)]
    [InlineData("GET", "Sec-Fetch-Site: cross-site", 200)]
    [InlineData("OPTIONS", "Sec-Fetch-Site: cross-site", 200)]
    public async Task A_local_caller_is_served_except_for_changes_by_another_sites_page(string method, string header, int expected) =>
        await AssertAnswerAsync(expected, method, header, []);

    [Fact]
    public async Task A_caller_known_by_its_network_has_the_same_limits() =>
        await AssertAnswerAsync(403, "POST", "Sec-Fetch-Site: cross-site", new() { ["Gateway:Callers:batch:Networks:0"] = "127.0.0.0/8" });

    [Fact]
    public async Task If_everybody_may_call_a_page_of_another_site_may_not_either() =>
        await AssertAnswerAsync(403, "POST", "Sec-Fetch-Site: cross-site", new() { ["Gateway:AnonymousCallers"] = "Allowed" });

    [Fact]
    public async Task A_request_with_a_credential_is_no_web_page() =>
        await AssertAnswerAsync(200, "POST", "Sec-Fetch-Site: cross-site", [], SandboxCaller.Payroll.ApiKey);

    [Fact]
    public async Task Where_everybody_may_call_no_address_is_needed() =>
        await AssertAnswerAsync(200, "POST", "Sec-Fetch-Site: cross-site", new() { [$"{Open}:AuthorizationPolicy"] = "anonymous" });

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site", 403)]
    [InlineData("Origin: http://evil.example", 403)]
    [InlineData("Sec-Fetch-Site: same-origin", null)]
    [InlineData("Origin: http://gateway", null)]
    [InlineData("X-Nothing: said", null)]
    public async Task A_WebSocket_handshake_of_another_sites_page_is_refused(string header, int? expected)
    {
        await using var gateway = await StartAsync([]);
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await connection.SendAsync($"GET /open HTTP/1.1\r\nHost: gateway\r\n{Handshake}{header}\r\n\r\n");
        var answer = await connection.ReadAsync();
        Assert.Equal(expected is null ? null : "cross_site_request", answer?.Code);
        Assert.Equal(expected is null ? 1 : 0, gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", null)]
    public async Task A_WebSocket_handshake_over_HTTP2_is_held_to_the_same(string name, string value, int? expected)
    {
        await using var gateway = await StartAsync(await TlsAsync());
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = TestAuthority.Trusting(_authority.Root);
        using var http = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader(name, value);
        var address = new UriBuilder(gateway.Gateway.Address)
        {
            Scheme = "wss",
            Host = "localhost",
            Path = "/open",
        }.Uri;
        var refusal = await Record.ExceptionAsync(() => socket.ConnectAsync(address, http, Cancellation));
        Assert.Equal(expected is 403, refusal is WebSocketException && socket.HttpStatusCode is HttpStatusCode.Forbidden);
        Assert.Equal(expected is null ? 1 : 0, gateway.Upstream.Requests);
    }

    private static async Task AssertAnswerAsync(
        int expected,
        string method,
        string header,
        Dictionary<string, string?> settings,
        string? apiKey = null
    )
    {
        await using var gateway = await StartAsync(settings);
        using var caller = apiKey is null ? Http.To(gateway.Gateway.Address) : Http.To(gateway.Gateway.Address, apiKey);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/open");
        request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        using var response = await caller.SendAsync(request, Cancellation);
        Assert.Equal(expected == 200 ? 1 : 0, gateway.Upstream.Requests);
        if (expected == 403)
        {
            await AssertProblem.Is(response, 403, "cross_site_request", "http_request_denied");
            return;
        }
        Assert.Equal(expected, (int)response.StatusCode);
    }

    private static Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings) =>
        GatewayBeforeUpstream.StartAsync(
            new Uri("http://127.0.0.1:1"),
            _ => Task.CompletedTask,
            new(settings)
            {
                [$"{Open}:ClusterId"] = "provisioning",
                [$"{Open}:Match:Path"] = "/open",
                [$"{Open}:Transforms:0:AccessToken"] = "none",
            }
        );

    private async Task<Dictionary<string, string?>> TlsAsync()
    {
        using var server = _authority.Issue("localhost");
        var file = Path.Combine(_folder.Path, "server.pfx");
        await File.WriteAllBytesAsync(file, _authority.Pfx(server, password: null), Cancellation);
        return new() { ["Kestrel:Endpoints:Gateway:Url"] = "https://127.0.0.1:0", ["Kestrel:Certificates:Default:Path"] = file };
    }
}
