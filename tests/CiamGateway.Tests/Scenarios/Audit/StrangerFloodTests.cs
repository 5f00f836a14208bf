using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Audit;

/// <summary>Strangers who send long requests without end do not push the lines of served calls out of the audit log.</summary>
public sealed class StrangerFloodTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private readonly AuditedFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Thousands_of_anonymous_calls_with_long_paths_leave_a_hundred_short_lines_and_their_number()
    {
        var log = new List<string>();
        await using (
            var gateway = await _file.StartAsync(
                fixture.TokenEndpoint,
                _ => Task.CompletedTask,
                new()
                {
                    ["Gateway:AnonymousCallers"] = "Denied",
                    ["Gateway:Audit:MaxFileSize"] = "200000",
                    ["Gateway:Audit:MaxFiles"] = "1",
                    ["Logging:Fake:LogLevel:CiamGateway"] = "Information",
                }
            )
        )
        {
            var collector = GatewayLog.Of(gateway.Gateway);
            var request = $"POST /Domains/{new string('+', 8000)} HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\n\r\n";
            var served =
                $"DELETE /Domains/1 HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\nConnection: close\r\n\r\n";
            for (var round = 0; round < 10; round++)
            {
                using var stranger = await RawConnection.OpenAsync(gateway.Gateway.Address);
                for (var i = 0; i < 100; i++)
                {
                    await stranger.SendAsync(request);
                    Assert.Equal(401, (await stranger.ReadAsync())?.Status);
                }
                Assert.Equal(200, Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, served)).Status);
            }
            Assert.Contains(
                "ciam_gateway_audit_lines_total{outcome=\"written\"} 110\n",
                await Eventually.ValueAsync(gateway.MetricsAsync, text => text.Contains("written\"} 110\n", StringComparison.Ordinal)),
                StringComparison.Ordinal
            );
            await gateway.Gateway.DisposeAsync();
            log.AddRange(collector.GetSnapshot().Where(entry => entry.Id.Id == 7004).Select(entry => entry.Message));
        }
        var lines = await _file.LinesAsync(1);
        var earlier = File.Exists($"{_file.Path}.1") ? File.ReadAllLines($"{_file.Path}.1") : [];
        Assert.Equal(111, lines.Count + earlier.Length);
        Assert.Equal(
            10,
            lines.Count(line => line["caller"]!.ToString() == "ops-console")
                + earlier.Count(line => line.Contains("ops-console", StringComparison.Ordinal))
        );
        Assert.All(earlier, line => Assert.InRange(line.Length, 1, 4000));
        Assert.Equal("900 refused calls of strangers not recorded", lines[^1]["detail"]!.ToString());
        Assert.Equal("strangers_not_recorded", lines[^1]["error"]!.ToString());
        Assert.StartsWith(
            "The audit log has one line that summarizes 900 refused calls of strangers",
            Assert.Single(log),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("DELETE /Domains/1 HTTP/9.9\r\nHost: gateway\r\n\r\n", 505)]
    [InlineData("DELETE /Domains/1\r\n\r\n", 505)]
    [InlineData("DELETE /Domains/1 HTTP/1.1\r\nX A: b\r\n\r\n", 400)]
    [InlineData("DELETE * HTTP/1.1\r\nHost: gateway\r\n\r\n", 405)]
    public async Task Requests_that_are_no_HTTP_leave_a_hundred_lines_and_their_number(string request, int status)
    {
        await using (var gateway = await _file.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask))
        {
            for (var i = 0; i < 110; i++)
            {
                Assert.Equal(status, Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request)).Status);
            }
        }
        var lines = await _file.LinesAsync(101);
        Assert.Equal(101, lines.Count);
        Assert.Equal("10 refused calls of strangers not recorded", lines[^1]["detail"]!.ToString());
    }
}
