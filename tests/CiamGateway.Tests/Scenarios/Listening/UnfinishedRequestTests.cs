using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>Requests whose head does not end: nothing is made of their headers, and they end by the time limit.</summary>
public sealed class UnfinishedRequestTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    /// <summary>More headers than allowed, so that Kestrel answers 431 as soon as it has read them.</summary>
    private static readonly string Unfinished =
        $"GET /Domains HTTP/1.1\r\nHost: gateway\r\n{string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: a\r\n"))}";

    private static readonly string Body = new('a', 100_000);

    public static TheoryData<string, int> Before =>
        new()
        {
            { "", 0 },
            { "GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n", 401 },
            { "HEAD /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n", 401 },
            { $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Length: {Body.Length}\r\n\r\n{Body}", 401 },
            { $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n", 401 },
        };

    [Theory]
    [MemberData(nameof(Before))]
    public async Task Its_headers_are_not_read_on_a_new_connection_nor_after_a_request_that_was_refused(string before, int status)
    {
        await using var gateway = await StartAsync();
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        if (status > 0)
        {
            await connection.SendAsync(before);
            Assert.Equal(status, (await connection.ReadAsync(hasNoBody: before.StartsWith("HEAD", StringComparison.Ordinal)))?.Status);
        }
        await connection.SendAsync(Unfinished);
        Assert.Equal((408, "request_timeout"), await AnswerAsync(connection));
    }

    [Fact]
    public async Task Its_headers_are_not_read_if_it_came_together_with_a_request_that_was_refused()
    {
        await using var gateway = await StartAsync();
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await connection.SendAsync($"GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n{Unfinished}");
        Assert.Equal((401, "caller_unauthenticated"), await AnswerAsync(connection));
        Assert.Equal((408, "request_timeout"), await AnswerAsync(connection));
    }

    [Fact]
    public async Task Its_headers_are_not_read_after_a_request_that_was_served_without_credentials()
    {
        await using var gateway = await StartAsync(anonymousCallers: "Loopback");
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        for (var i = 0; i < 2; i++)
        {
            await connection.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
            Assert.Equal(200, (await connection.ReadAsync())?.Status);
        }
        await connection.SendAsync(Unfinished);
        Assert.Equal((408, "request_timeout"), await AnswerAsync(connection));
    }

    [Fact]
    public async Task Its_headers_are_read_with_the_empty_line()
    {
        await using var gateway = await StartAsync();
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await connection.SendAsync(Unfinished);
        await connection.SendAsync("\r\n");
        Assert.Equal((431, "request_headers_too_large"), await AnswerAsync(connection));
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_served_also_behind_another()
    {
        await using var gateway = await StartAsync();
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        var request =
            $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\nContent-Length: 3\r\n\r\n\r\n\n";
        for (var i = 0; i < 2; i++)
        {
            foreach (var character in request)
            {
                await connection.SendAsync($"{character}");
            }
            Assert.Equal(200, (await connection.ReadAsync())?.Status);
        }
    }

    private Task<GatewayBeforeUpstream> StartAsync(string anonymousCallers = "Denied") =>
        GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            new() { ["Gateway:AnonymousCallers"] = anonymousCallers, ["Gateway:Limits:RequestHeadersTimeout"] = "00:00:01" }
        );

    private static async Task<(int? Status, string? Code)> AnswerAsync(RawConnection connection) =>
        await connection.ReadAsync() is { } answer ? (answer.Status, answer.Code) : (null, null);
}
