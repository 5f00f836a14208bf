using System.Net;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>
/// Which headers of the API's answer reach the caller. The names are written out here, so that a name that leaves the product's list is
/// noticed.
/// </summary>
public sealed class WithheldResponseHeaderTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static readonly string[] Withheld =
    [
        "Set-Cookie",
        "Set-Cookie2",
        "Server",
        "X-Powered-By",
        "X-AspNet-Version",
        "X-AspNetMvc-Version",
        "Strict-Transport-Security",
        "Public-Key-Pins",
        "Alt-Svc",
        "X-Accel-Redirect",
        "X-Accel-Buffering",
        "X-Accel-Expires",
        "X-Sendfile",
        "X-Reproxy-URL",
        "DPoP-Nonce",
        "Proxy-Status",
    ];

    /// <summary>Each holds for one connection only (RFC 9110 §7.6.1), or tells of a proxy between gateway and API.</summary>
    private static readonly string[] HopByHop = ["Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Upgrade"];

    /// <summary>Some are one character away from a name that is withheld.</summary>
    private static readonly string[] Passed =
    [
        "Accept-Ranges",
        "Age",
        "Allow",
        "Cache-Control",
        "Content-Disposition",
        "Content-Language",
        "Content-Type",
        "ETag",
        "Expires",
        "Last-Modified",
        "Link",
        "Pragma",
        "Retry-After",
        "Server-Timing",
        "Vary",
        "Warning",
        "WWW-Authenticate",
        "X-Correlation-Id",
        "X-RateLimit-Remaining",
        "X-Request-Id",
        "X-Total-Count",
        "Set-Cookies",
        "Servers",
        "X-Powered",
        "X-AspNet-Versions",
        "X-Accelerated",
        "X-Sendfiles",
        "DPoP-Nonces",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_software_and_orders_to_servers_stay_behind_in_any_spelling()
    {
        var underscored = Withheld.Where(name => name.Contains('-', StringComparison.Ordinal)).Select(name => name.Replace('-', '_'));
        var told = await ToldAsync([.. Withheld, .. Withheld.Select(name => name.ToUpperInvariant()), .. underscored]);
        Assert.Equal(["Content-Length", "Date"], told.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_between_gateway_and_API_stays_behind() =>
        Assert.Equal(["Content-Length", "Date"], (await ToldAsync(HopByHop)).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task All_else_reaches_the_caller_as_it_came()
    {
        var told = await ToldAsync(Passed);
        Assert.All(Passed, name => Assert.Equal("a/b", told.GetValueOrDefault(name)));
    }

    [Theory]
    [InlineData("Set-Cookie")]
    [InlineData("Server")]
    [InlineData("X-Accel-Redirect")]
    [InlineData("DPoP-Nonce")]
    public async Task A_withheld_header_does_not_reach_the_caller_behind_the_body_either(string name)
    {
        await using var api = new RawServer(
            $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: {name}\r\n\r\n"
                + $"2\r\n{{}}\r\n0\r\n{name}: invented\r\nX-Checksum: 7\r\n\r\n"
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            new() { ["Kestrel:Endpoints:Gateway:Protocols"] = "Http2" }
        );
        using var caller = Http.To(gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Domains")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await caller.SendAsync(request, Cancellation);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(["x-checksum"], response.TrailingHeaders.Select(trailer => trailer.Key));
    }

    /// <returns>What the caller is told, of an answer with these headers.</returns>
    private async Task<Dictionary<string, string>> ToldAsync(string[] names)
    {
        await using var api = new RawServer(
            $"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{string.Concat(names.Select(name => $"{name}: a/b\r\n"))}\r\n"
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address);
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        await connection.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
        var answer = await connection.ReadAsync();
        Assert.Equal(200, answer?.Status);
        return answer!.Headers;
    }
}
