using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>A body that comes too slowly is the caller's matter: 408 that names the limit, and nothing is held against the API.</summary>
public sealed class SlowBodyTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string ActivityTimeout = "ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Content-Length: 1000", "{")]
    [InlineData("Content-Length: 1000000", "{")]
    [InlineData("Transfer-Encoding: chunked", "1\r\n{\r\n")]
    [InlineData("Content-Length: 1000000\r\nExpect: 100-continue", "{")]
    public async Task A_pause_that_the_listener_does_not_allow_is_408(string length, string beginning)
    {
        var (answer, log) = await PostAsync(length, beginning, []);
        Assert.Equal((408, "request_timeout"), (answer?.Status, answer?.Code));
        Assert.Contains("Gateway:Limits:MinRequestBodyDataRate", answer?.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(4003, log);
    }

    [Theory]
    [InlineData("Content-Length: 1000", "{")]
    [InlineData("Transfer-Encoding: chunked", "1\r\n{\r\n")]
    public async Task A_pause_that_the_cluster_does_not_allow_is_408_and_no_failure_of_the_API(string length, string beginning)
    {
        var (answer, log) = await PostAsync(
            length,
            beginning,
            new()
            {
                [ActivityTimeout] = "00:00:02",
                ["Gateway:Limits:MinRequestBodyDataRate"] = "0",
                ["ReverseProxy:Clusters:provisioning:HealthCheck:Passive:Enabled"] = "true",
            }
        );
        Assert.Equal((408, "request_timeout"), (answer?.Status, answer?.Code));
        Assert.Contains("HttpRequest:ActivityTimeout", answer?.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(4003, log);
    }

    /// <returns>The answer to a caller that pauses without end, and the ids of what the gateway logged.</returns>
    private async Task<(RawResponse? Answer, IEnumerable<int> Log)> PostAsync(
        string length,
        string beginning,
        Dictionary<string, string?> settings
    )
    {
        await using var upstream = await Upstream.StartAsync(context =>
            context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted)
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            upstream.Address,
            new(settings.Concat(GatewayLog.Settings))
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        var log = GatewayLog.Of(gateway);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync($"POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n{length}\r\n\r\n");
        if (length.Contains("Expect", StringComparison.Ordinal))
        {
            Assert.Equal(100, (await caller.ReadAsync(hasNoBody: true))?.Status);
        }
        await caller.SendAsync(beginning);
        return (await caller.ReadAsync(), log.GetSnapshot().Select(entry => entry.Id.Id));
    }
}
