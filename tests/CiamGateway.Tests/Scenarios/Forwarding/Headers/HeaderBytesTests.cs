using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CiamGateway.Callers.Schemes;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>The bytes of a header pass as they came, in both directions, whatever their encoding.</summary>
public sealed class HeaderBytesTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    /// <summary>A character for each byte.</summary>
    public static TheoryData<string, string> Values =>
        new()
        {
            { "UTF-8", WireText.Utf8("attachment; filename=\"Übersicht.csv\"") },
            { "Latin-1", "attachment; filename=\"\u00dcbersicht.csv\"" },
            { "both", WireText.Utf8("Müller") + " M\u00fcller" },
            { "no encoding at all", "\u0080\u00ff\u00fe\u00c3" },
            { "UTF-8 of three and four bytes", WireText.Utf8("山田太郎 🚀") },
            { "a cut-off sequence of UTF-8", WireText.Utf8("🚀")[..2] },
            { "a tab", "a\tb" },
        };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_header_of_an_answer_arrives_byte_for_byte(string encoding, string value)
    {
        await using var api = new RawServer(
            $"HTTP/1.1 201 Created\r\nContent-Disposition: {value}\r\nX-Name: {value}\r\nLocation: "
                + $"http://elsewhere.example/{value.Replace('\t', 'a')}\r\nContent-Length: 2\r\n\r\n{{}}"
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var answer = await AskAsync(
            gateway.Address,
            "POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
        );
        Assert.True(answer.Status == 201, encoding);
        Assert.Equal(value, answer.Headers["Content-Disposition"]);
        Assert.Equal(value, answer.Headers["X-Name"]);
        Assert.Equal($"http://elsewhere.example/{value.Replace('\t', 'a')}", answer.Headers["Location"]);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_header_of_a_request_arrives_byte_for_byte(string encoding, string value)
    {
        await using var api = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var answer = await AskAsync(
            gateway.Address,
            $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-Note: {value}\r\nContent-Language: {value}\r\nConnection: close\r\n\r\n"
        );
        Assert.True(answer.Status == 200, encoding);
        Assert.Contains($"X-Note: {value}", Assert.Single(api.Heads));
    }

    [Theory]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json ; charset=\"utf-8\"")]
    [InlineData("APPLICATION/JSON;")]
    [InlineData("no media type")]
    public async Task The_type_of_a_body_arrives_byte_for_byte(string type)
    {
        await using var api = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var answer = await AskAsync(
            gateway.Address,
            $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Type: {type}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
        );
        Assert.Equal(200, answer.Status);
        Assert.Contains($"Content-Type: {type}", Assert.Single(api.Heads));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Over_HTTP_2_on_both_sides_it_is_the_same(string encoding, string value)
    {
        var seen = new ConcurrentQueue<string>();
        await using var api = await Http2Upstream.StartAsync(context =>
        {
            seen.Enqueue(context.Request.Headers["X-Note"].ToString());
            context.Response.Headers["X-Name"] = value;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            new(Http2Upstream.Settings) { ["Kestrel:Endpoints:Gateway:Protocols"] = "Http2" }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var caller = CallerOverHttp2(gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Domains")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("X-Note", value);
        using var response = await caller.SendAsync(request, Cancellation);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{encoding}: {await response.Content.ReadAsStringAsync(Cancellation)}");
        Assert.Equal(value, Assert.Single(seen));
        Assert.Equal(value, response.Headers.NonValidated["X-Name"].ToString());
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_trailer_arrives_byte_for_byte(string encoding, string value)
    {
        await using var api = new RawServer(
            $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\nX-Name: {value}\r\n\r\n"
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            new() { ["Kestrel:Endpoints:Gateway:Protocols"] = "Http2" }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var caller = CallerOverHttp2(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(value == response.TrailingHeaders.NonValidated["X-Name"].ToString(), encoding);
    }

    [Theory]
    [InlineData("a\0b", "a b")]
    [InlineData("a\rb", "a b")]
    [InlineData("a\u0001b\u001fc\u007fd", "a b c d")]
    [InlineData("a\u000bb \u0085", "a b \u0085")]
    public async Task A_control_character_in_an_answer_becomes_a_space_and_the_call_does_not_fail_for_it(string value, string expected)
    {
        await using var api = new RawServer($"HTTP/1.1 200 OK\r\nX-Name: {value}\r\nContent-Length: 2\r\n\r\n{{}}");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var answer = await AskAsync(gateway.Address, "GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
        Assert.Equal((200, expected), (answer.Status, answer.Headers["X-Name"]));
    }

    /// <summary>Clients ignore the phrase (RFC 9112 §4). One that cannot be sent becomes the usual one.</summary>
    [Theory]
    [InlineData("Domain exists", "Domain exists")]
    [InlineData("Schl\u00fcssel existiert", "Conflict")]
    [InlineData("a\u0001b", "Conflict")]
    [InlineData("a\u007fb", "Conflict")]
    public async Task A_phrase_beside_the_status_is_sent_as_it_is_or_as_usual(string phrase, string expected)
    {
        await using var api = new RawServer($"HTTP/1.1 409 {phrase}\r\nContent-Length: 2\r\n\r\n{{}}");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var answer = await AskAsync(gateway.Address, "GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
        Assert.Equal((409, expected), (answer.Status, answer.Phrase));
    }

    [Fact]
    public async Task An_API_key_is_known_by_its_bytes()
    {
        await using var api = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            new() { ["Gateway:Callers:payroll:ApiKeys:0"] = ApiKeyHash.Of("schlüssel").ToString() }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        foreach (var (key, status) in new[] { (WireText.Utf8("schlüssel"), 200), ("schl\u00fcssel", 401), ("schlussel", 401) })
        {
            var answer = await AskAsync(
                gateway.Address,
                $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {key}\r\nConnection: close\r\n\r\n"
            );
            Assert.Equal(status, answer.Status);
        }
    }

    private static async Task<RawResponse> AskAsync(Uri gateway, string request) =>
        Assert.Single(await RawConnection.ExchangeAsync(gateway, request));

    private static HttpClient CallerOverHttp2(Uri gateway) =>
        new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
                ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            }
        )
        {
            BaseAddress = gateway,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
}
