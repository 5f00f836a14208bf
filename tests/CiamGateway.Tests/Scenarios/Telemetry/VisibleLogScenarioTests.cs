using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

/// <summary>What callers and servers send is visible in the log of a whole gateway, and short.</summary>
public sealed class VisibleLogScenarioTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    [Theory]
    [InlineData("json")]
    [InlineData("simple")]
    [InlineData("systemd")]
    public async Task No_character_of_a_request_reaches_a_terminal_as_it_is(string format)
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await RunningGateway.StartAsync(
            fixture.TokenEndpoint,
            api.Address,
            new() { ["Logging:Console:FormatterName"] = format, ["Logging:LogLevel:CiamGateway.Requests"] = "Information" }
        );
        foreach (
            var request in (string[])
                [
                    "GET /Domains/\u001b[31m\u0007\u0085\u009b HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n",
                    "GET /Domains/\u001b]0;title\u0007 HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n",
                    "G\u001bET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n",
                    "GET /Domains HTTP/1.1\r\nHost: gate\u001bway\r\nConnection: close\r\n\r\n",
                    "GET /Domains HTTP/1.1\r\nHost: gateway\r\ntracestate: a=\u001b[31m\r\nX-Api-Key: \u001b[31m\r\nConnection: "
                        + "close\r\n\r\n",
                    $"GET /Domains/{new string('a', 6000)} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n",
                ]
        )
        {
            await RawConnection.ExchangeAsync(gateway.Address, request);
        }
        gateway.Signal("TERM");
        await gateway.EndAsync();
        var log = string.Join('\n', gateway.Errors);
        Assert.DoesNotContain(log, character => char.IsControl(character) && character != '\n');
        Assert.Contains("GET /Domains/aaa", log, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('a', 600), log, StringComparison.Ordinal);
    }
}
