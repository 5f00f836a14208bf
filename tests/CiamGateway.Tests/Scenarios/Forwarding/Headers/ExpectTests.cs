using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>Who answers <c>Expect: 100-continue</c> (RFC 9110 §10.1.1).</summary>
public sealed class ExpectTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Answer = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
    private const string Post = "POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";
    private const string Forwards = "ReverseProxy:Routes:domain-list:Metadata:ForwardExpect";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("100-continue")]
    [InlineData("100-Continue")]
    public async Task The_gateway_answers_the_expectation_itself_and_the_API_does_not_see_it(string expectation)
    {
        await using var api = new RawServer(Answer);
        await using var gateway = await StartAsync(api);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync($"{Post}Expect: {expectation}\r\n\r\n");
        Assert.Equal(100, (await caller.ReadAsync(hasNoBody: true))?.Status);
        await caller.SendAsync("{}");
        Assert.Equal(201, (await caller.ReadAsync())?.Status);
        Assert.DoesNotContain(Assert.Single(api.Heads), line => line.StartsWith("Expect", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_route_can_leave_the_answer_to_the_API()
    {
        await using var api = new RawServer(Answer);
        await using var gateway = await StartAsync(api, new() { [Forwards] = "true" });
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync($"{Post}Expect: 100-continue\r\n\r\n");
        Assert.Equal(100, (await caller.ReadAsync(hasNoBody: true))?.Status);
        await caller.SendAsync("{}");
        Assert.Equal(201, (await caller.ReadAsync())?.Status);
        Assert.Contains("Expect: 100-continue", Assert.Single(api.Heads));
    }

    /// <summary>It is asked for one of 1 KiB all the same, so that the connection to the API can be kept.</summary>
    [Fact]
    public async Task A_caller_is_not_asked_for_a_body_that_the_API_does_not_want()
    {
        await using var api = new RawListener(
            async (connection, cancellationToken) =>
            {
                await connection.ReadAtLeastAsync(new byte[1024], 1, cancellationToken: cancellationToken);
                await connection.WriteAsync("HTTP/1.1 413 Too large\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
            }
        );
        await using var gateway = await StartAsync(new Uri($"http://127.0.0.1:{api.Port}"), new() { [Forwards] = "true" });
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync($"{Post.Replace("Length: 2", "Length: 2000", StringComparison.Ordinal)}Expect: 100-continue\r\n\r\n");
        Assert.Equal(413, (await caller.ReadAsync())?.Status);
    }

    [Fact]
    public async Task A_route_that_says_neither_true_nor_false_does_not_validate()
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal(
            [
                "ReverseProxy:Routes:domain-list:Metadata:ForwardExpect: 'perhaps' is neither true nor false. Fix: "
                    + "write true for an API that itself answers Expect: 100-continue, else remove it.",
            ],
            await folder.Problems($"--{Forwards}=perhaps")
        );
    }

    [Theory]
    [InlineData("200-ok")]
    [InlineData("100-continue, wonders")]
    public async Task An_unknown_expectation_is_417(string expectation)
    {
        await using var api = new RawServer(Answer);
        await using var gateway = await StartAsync(api);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync($"{Post}Expect: {expectation}\r\n\r\n");
        var answer = await caller.ReadAsync();
        Assert.Equal((417, "expectation_failed", true), (answer?.Status, answer?.Code, answer?.Closes));
        Assert.Empty(api.Heads);
    }

    [Theory]
    [InlineData("100-continue")]
    [InlineData("wonders")]
    public async Task In_HTTP_1_0_it_is_ignored(string expectation)
    {
        await using var api = new RawServer(Answer);
        await using var gateway = await StartAsync(api);
        var answers = await RawConnection.ExchangeAsync(
            gateway.Address,
            $"{Post.Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal)}Expect: {expectation}\r\n\r\n{{}}"
        );
        Assert.Equal([201], answers.Select(answer => answer.Status));
        Assert.DoesNotContain(Assert.Single(api.Heads), line => line.StartsWith("Expect", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_refused_caller_is_not_asked_for_its_body_and_told_that_the_connection_ends()
    {
        await using var api = new RawServer(Answer);
        await using var gateway = await StartAsync(api);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync($"{Post}X-Api-Key: wrong\r\nExpect: 100-continue\r\n\r\n");
        var answer = await caller.ReadAsync();
        Assert.Equal((401, true), (answer?.Status, answer?.Closes));
        Assert.Empty(api.Heads);
    }

    private Task<SandboxGateway> StartAsync(RawServer api, Dictionary<string, string?>? settings = null) =>
        StartAsync(api.Address, settings);

    private async Task<SandboxGateway> StartAsync(Uri api, Dictionary<string, string?>? settings)
    {
        var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api, settings);
        await gateway.WaitUntilReadyAsync(Cancellation);
        return gateway;
    }
}
