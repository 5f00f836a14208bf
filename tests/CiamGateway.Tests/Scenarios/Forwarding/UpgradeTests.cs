using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>Callers, APIs and clusters that do not agree on leaving HTTP for another protocol.</summary>
public sealed class UpgradeTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sec-WebSocket-Key: c2hvcnQ=\r\n")]
    [InlineData("Sec-WebSocket-Key: not base64, and 24 long\r\n")]
    public async Task A_WebSocket_handshake_without_a_key_is_400(string key)
    {
        var (answer, arrived, _) = await UpgradeAsync($"Upgrade: websocket\r\n{key}");
        Assert.Equal((400, "request_target_refused"), (answer?.Status, answer?.Code));
        Assert.Equal(0, arrived);
    }

    /// <summary>It would arrive as a GET, with the token and the permission of another operation.</summary>
    [Theory]
    [InlineData("POST", "websocket")]
    [InlineData("DELETE", "websocket")]
    [InlineData("DELETE", "SPDY/3.1")]
    public async Task A_handshake_of_another_method_than_GET_is_400(string method, string protocol)
    {
        var (answer, arrived, _) = await UpgradeAsync(
            $"Upgrade: {protocol}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            method: method
        );
        Assert.Equal((400, "request_target_refused"), (answer?.Status, answer?.Code));
        Assert.Equal(0, arrived);
    }

    [Fact]
    public async Task A_WebSocket_handshake_with_a_key_arrives()
    {
        var (answer, arrived, _) = await UpgradeAsync("Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        Assert.Null(answer?.Code);
        Assert.Equal(1, arrived);
    }

    [Fact]
    public async Task A_protocol_that_the_cluster_rules_out_is_502_and_no_trouble_of_the_API()
    {
        var (answer, arrived, troubles) = await UpgradeAsync(
            "Upgrade: SPDY/3.1\r\n",
            new() { ["ReverseProxy:Clusters:provisioning:HttpRequest:VersionPolicy"] = "RequestVersionExact" }
        );
        Assert.Equal((502, "upstream_unreachable"), (answer?.Status, answer?.Code));
        Assert.Contains("error=proxy_configuration_error", answer?.Headers["Proxy-Status"], StringComparison.Ordinal);
        Assert.Equal(0, arrived);
        Assert.Equal(0, troubles);
    }

    [Fact]
    public async Task A_switch_of_protocols_without_a_request_for_it_is_502()
    {
        await using var api = new RawServer("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: anything\r\n\r\n");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address);
        var answer = Assert.Single(
            await RawConnection.ExchangeAsync(gateway.Address, "GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")
        );
        Assert.Equal((502, "upstream_unreachable"), (answer.Status, answer.Code));
        Assert.DoesNotContain("Upgrade", answer.Headers.Keys);
    }

    /// <returns>The answer, how many requests arrived at the API, which speaks HTTP/2, and how often the log says that it is in
    /// trouble.</returns>
    private async Task<(RawResponse? Answer, int Arrived, int Troubles)> UpgradeAsync(
        string headers,
        Dictionary<string, string?>? settings = null,
        string method = "GET"
    )
    {
        await using var api = await TlsServer.StartAsync(_authority, _ => Task.CompletedTask);
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            new((settings ?? []).Concat(GatewayLog.Settings))
            {
                ["Gateway:Clusters:provisioning:TrustedCertificatesFile"] = Path.Combine(
                    _folder.With("ca.pem", TestAuthority.Pem(_authority.Root)).Path,
                    "ca.pem"
                ),
            }
        );
        var log = GatewayLog.Of(gateway);
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        await connection.SendAsync($"{method} /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\n{headers}\r\n");
        return (await connection.ReadAsync(), api.Requests, log.GetSnapshot().Count(entry => entry.Id.Id == 4003));
    }
}
