using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>
/// An application that takes the gateway for a proxy is served (RFC 9112 §3.2.2), and is told what to change if it cannot be.
/// </summary>
public sealed class AbsoluteTargetTests(AbsoluteTargetTests.Scenario scenario) : IClassFixture<AbsoluteTargetTests.Scenario>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://ciam-api.example.com/Domains", "Host: ciam-api.example.com", "/Domains")]
    [InlineData("HTTP://CIAM-API.Example.COM/Domains", "Host: CIAM-API.Example.COM", "/Domains")]
    [InlineData("hTTp://ciam-api.example.com:80/Domains", "Host: ciam-api.example.com", "/Domains")]
    [InlineData("http://ciam-api.example.com/Domains", "Host: ciam-api.example.com:80", "/Domains")]
    [InlineData("http://ciam-api.example.com:8080/Domains", "Host: ciam-api.example.com:8080", "/Domains")]
    [InlineData("http://ciam-api.example.com:/Domains", "Host: ciam-api.example.com", "/Domains")]
    [InlineData("http://ciam-api.example.com/Domains", "Host: other.example.com", "/Domains")]
    [InlineData("http://ciam-api.example.com/Domains", "Host:", "/Domains")]
    [InlineData("http://10.1.2.3/Domains", "Host: 10.1.2.3", "/Domains")]
    [InlineData("http://[2001:db8::1]:8080/Domains", "Host: [2001:db8::1]:8080", "/Domains")]
    [InlineData("http://ciam_api.internal/Domains?x=%41+&y=http://a//b", "Host: ciam_api.internal", "/Domains?x=%41+&y=http://a//b")]
    [InlineData("http://a/Domains/john%2Btest/Users/%7e%C3%BC?", "Host: a", "/Domains/john%2Btest/Users/%7e%C3%BC?")]
    [InlineData("http://a/Domains?x=/../%00", "Host: a", "/Domains?x=/../%00")]
    public async Task Path_and_query_arrive_byte_for_byte(string target, string host, string arrives)
    {
        foreach (var version in new[] { "1.1", "1.0" })
        {
            var answer = await AskAsync(
                $"GET {target} HTTP/{version}\r\n{host}\r\nProxy-Connection: keep-alive\r\nConnection: close\r\n\r\n"
            );
            Assert.Equal((200, arrives), (answer.Status, scenario.Api.Upstream.Target));
            Assert.StartsWith("Bearer eyJ", Assert.Single(scenario.Api.Upstream.Headers["Authorization"]), StringComparison.Ordinal);
            Assert.Equal([scenario.Api.Upstream.Address.Authority], scenario.Api.Upstream.Headers["Host"]);
        }
    }

    [Fact]
    public async Task HTTP_1_0_needs_no_Host_beside_it() =>
        Assert.Equal(200, (await AskAsync("GET http://ciam-api.example.com/Domains HTTP/1.0\r\n\r\n")).Status);

    [Fact]
    public async Task Forms_take_turns_on_one_connection()
    {
        const string origin = "/Users",
            absolute = "http://a/Domains/%41";
        using var connection = await RawConnection.OpenAsync(scenario.Api.Gateway.Address);
        foreach (var target in new[] { absolute, origin, absolute, absolute, origin })
        {
            await connection.SendAsync($"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
            var expected = (200, target == origin ? "/Users" : "/Domains/%41");
            Assert.Equal(expected, ((await connection.ReadAsync())!.Status, scenario.Api.Upstream.Target));
        }
    }

    [Fact]
    public async Task A_scheme_in_capital_letters_is_known_from_each_request_line_and_from_nothing_else()
    {
        const string get = "GET HTTP://A/Domains/%41 HTTP/1.1\r\nHost: a\r\n\r\n",
            body = "GET HTTP://A/ HTTP/1.1\r\n\r\n";
        var post = $"POST hTTp://A/Domains HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n";
        using var connection = await RawConnection.OpenAsync(scenario.Api.Gateway.Address);
        await connection.SendAsync(get + get);
        foreach (var part in new[] { "", "GET HTT", "P:/", "/A/Domains/%41 HTTP/1.1\r\nHo", "st: a\r\n\r\n" })
        {
            await connection.SendAsync(part);
        }
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((200, "/Domains/%41"), ((await connection.ReadAsync())!.Status, scenario.Api.Upstream.Target));
        }
        await connection.SendAsync(post);
        await connection.SendAsync(body);
        var answer = (await connection.ReadAsync())!;
        Assert.Equal((200, true, body), (answer.Status, answer.Closes, answer.Body));
    }

    [Theory]
    [InlineData("http://gateway/Domains/a%2Fb")]
    [InlineData("http://gateway/Domains/1/..%2F2")]
    [InlineData("http://gateway/Domains/../Users")]
    [InlineData("http://gateway/Domains/%2e%2e/Users")]
    [InlineData("http://gateway/Domains/1%5C2")]
    [InlineData("http://gateway//Domains")]
    [InlineData("http://gateway/Domains/1;x")]
    [InlineData("http://gateway/Domains#x")]
    [InlineData("http://gateway/Domains/%ff")]
    [InlineData("http://somebody@gateway/Domains")]
    [InlineData("http://somebody:secret@gateway/Domains")]
    [InlineData("http://@gateway/Domains")]
    [InlineData("http://gateway\\Domains")]
    [InlineData("http:\\\\gateway\\Domains")]
    [InlineData("http:/gateway/Domains")]
    [InlineData("http:Domains")]
    [InlineData("http:///Domains")]
    [InlineData("http://gate%77ay/Domains")]
    [InlineData("http://gateway:80:80/Domains")]
    [InlineData("http://gateway:99999/Domains")]
    [InlineData("HTTP//gateway/Domains")]
    [InlineData("HTTPX://gateway/Domains")]
    [InlineData("http://gateway:-1/Domains")]
    [InlineData("http://[::1/Domains")]
    [InlineData("https://gateway/Domains")]
    [InlineData("HTTPS://gateway:443/Domains")]
    [InlineData("ftp://gateway/Domains")]
    [InlineData("ws://gateway/Domains")]
    [InlineData("file:///Domains")]
    [InlineData("urn:Domains")]
    public async Task What_is_no_http_address_or_can_be_read_in_two_ways_is_refused(string target)
    {
        var requests = scenario.Api.Upstream.Requests;
        var answer = await AskAsync($"GET {target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
        Assert.True(
            answer is { Status: 400, Code: "request_malformed" or "request_target_refused" } or { Status: 405, Code: "method_not_allowed" },
            $"{target} was answered with {answer.Status} {answer.Code}"
        );
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        Assert.Equal(requests, scenario.Api.Upstream.Requests);
    }

    [Theory]
    [InlineData("GET http://reports.example.com/of-host HTTP/1.1\r\nHost: gateway", 200)]
    [InlineData("GET HTTP://REPORTS.example.com:80/of-host HTTP/1.1\r\nHost: gateway", 200)]
    [InlineData("GET http://reports.example.com/of-host HTTP/1.0", 200)]
    [InlineData("GET http://gateway/of-host HTTP/1.1\r\nHost: reports.example.com", 404)]
    [InlineData("GET /of-host HTTP/1.1\r\nHost: reports.example.com", 200)]
    public async Task The_hosts_of_a_route_are_compared_with_the_targets_authority(string request, int status) =>
        Assert.Equal(status, (await AskAsync($"{request}\r\nConnection: close\r\n\r\n")).Status);

    [Theory]
    [InlineData("http://gateway/Nothing", 404, "route_not_found", "/Nothing")]
    [InlineData("http://gateway", 404, "route_not_found", "/")]
    [InlineData("http://gateway?/Domains", 404, "route_not_found", "/")]
    [InlineData("http://gateway/domains", 400, "request_target_refused", "/domains")]
    public async Task What_no_route_lists_is_refused_as_ever_and_only_the_path_is_told(
        string target,
        int status,
        string code,
        string instance
    )
    {
        var answer = await AskAsync($"GET {target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
        Assert.Equal((status, code, instance), (answer.Status, answer.Code, JsonNode.Parse(answer.Body)!["instance"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(
        "CONNECT ciam-api.example.com:443 HTTP/1.1\r\nHost: ciam-api.example.com:443",
        "address the API by http:// in place of https://"
    )]
    [InlineData("CONNECT ciam-api.example.com:443 HTTP/1.0", "address the API by http:// in place of https://")]
    [InlineData(
        "GET https://ciam-api.example.com/Domains HTTP/1.1\r\nHost: ciam-api.example.com",
        "address the API by http:// in place of https://"
    )]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: gateway", "serves listed paths only")]
    [InlineData("OPTIONS http://gateway HTTP/1.1\r\nHost: gateway", "serves listed paths only")]
    public async Task A_request_that_cannot_be_served_names_the_fix(string request, string words)
    {
        var answer = await AskAsync($"{request}\r\nConnection: close\r\n\r\n");
        Assert.Equal((400, "request_target_refused"), (answer.Status, answer.Code));
        Assert.Contains(words, JsonNode.Parse(answer.Body)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway.example.com", "evil.example", 200)]
    [InlineData("Gateway.example.com:8080", "evil.example", 200)]
    [InlineData("evil.example", "gateway.example.com", 421)]
    public async Task AllowedHosts_sees_the_authority_and_not_the_Host_beside_it(string authority, string host, int status)
    {
        var settings = new Dictionary<string, string?> { ["AllowedHosts"] = "gateway.example.com" };
        await using var gateway = await GatewayScenario.StartGatewayAsync(scenario.TokenEndpoint, scenario.Api.Upstream.Address, settings);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var request = $"GET http://{authority}/Domains HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";
        Assert.Equal(status, Assert.Single(await RawConnection.ExchangeAsync(gateway.Address, request)).Status);
    }

    [Fact]
    public async Task On_a_listener_with_TLS_an_https_address_is_served()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("gateway");
        using var folder = new ConfigurationFolder();
        var file = Path.Combine(folder.Path, "gateway.pfx");
        await File.WriteAllBytesAsync(file, authority.Pfx(certificate, password: null), Cancellation);
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            scenario.TokenEndpoint,
            scenario.Api.Upstream.Address,
            new() { ["Kestrel:Endpoints:Gateway:Url"] = "https://127.0.0.1:0", ["Kestrel:Endpoints:Gateway:Certificate:Path"] = file }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        foreach (var scheme in new[] { "https", "http", "HTTPS", "Http" })
        {
            using var client = new System.Net.Sockets.TcpClient(gateway.Address.Host, gateway.Address.Port);
            await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, IsOfGateway);
            await tls.AuthenticateAsClientAsync("gateway");
            var request = $"GET {scheme}://ciam-api.example.com/Domains/%41 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            await tls.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
            using var reader = new StreamReader(tls);
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
            Assert.Equal("/Domains/%41", scenario.Api.Upstream.Target);
        }

        bool IsOfGateway(object sender, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors) =>
            certificate.GetCertHashString() == presented?.GetCertHashString();
    }

    private async Task<RawResponse> AskAsync(string request) =>
        Assert.Single(await RawConnection.ExchangeAsync(scenario.Api.Gateway.Address, request));

    /// <summary>One gateway for most of these tests.</summary>
    public sealed class Scenario : IAsyncLifetime
    {
        private readonly AuthorizationServerFixture _server = new();

        public Uri TokenEndpoint => _server.TokenEndpoint;

        internal GatewayBeforeUpstream Api { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await _server.InitializeAsync();
            Api = await GatewayBeforeUpstream.StartAsync(
                TokenEndpoint,
                EchoAsync,
                new()
                {
                    ["ReverseProxy:Routes:of-host:ClusterId"] = "provisioning",
                    ["ReverseProxy:Routes:of-host:Match:Path"] = "/of-host",
                    ["ReverseProxy:Routes:of-host:Match:Hosts:0"] = "reports.example.com",
                    ["ReverseProxy:Routes:of-host:Transforms:0:AccessToken"] = "none",
                }
            );
            await Api.Gateway.WaitUntilReadyAsync(Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            await Api.DisposeAsync();
            await _server.DisposeAsync();
        }

        private static Task EchoAsync(HttpContext context) =>
            context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
