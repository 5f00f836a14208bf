using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>A caller that sends its whole body before it reads does read why the gateway refused it.</summary>
public sealed class LingeringTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const long Megabyte = 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST /Domains HTTP/1.1", "", 12, false, 413, "request_too_large")]
    [InlineData("POST /Domains HTTP/1.1", "", 12, true, 413, "request_too_large")]
    [InlineData("POST /Domains HTTP/1.1", "", 60, false, 413, "request_too_large")]
    [InlineData("POST /Domains HTTP/1.1", "", 60, true, 413, "request_too_large")]
    [InlineData("POST /Domains HTTP/1.0", "", 12, false, 413, "request_too_large")]
    [InlineData("POST /Domains HTTP/1.1", "Connection: close\r\n", 12, false, 413, "request_too_large")]
    [InlineData("POST /Domains HTTP/1.1", "X-Api-Key: wrong\r\n", 12, false, 401, "caller_unauthenticated")]
    [InlineData("POST /Domains HTTP/1.1", "X-Api-Key: wrong\r\n", 12, true, 401, "caller_unauthenticated")]
    [InlineData("POST /Domains HTTP/1.1", "X-Api-Key: wrong\r\nConnection: close\r\n", 5, false, 401, "caller_unauthenticated")]
    [InlineData("DELETE /Domains/1 HTTP/1.1", "X-Api-Key: payroll-demo-key\r\n", 12, false, 403, "caller_not_admitted")]
    [InlineData("POST /nowhere HTTP/1.1", "", 12, false, 404, "route_not_found")]
    [InlineData("PATCH /Domains HTTP/1.1", "", 12, true, 405, "method_not_allowed")]
    [InlineData("POST /Domains/1. HTTP/1.1", "", 12, false, 400, "request_target_refused")]
    [InlineData("POST /Domains/\u00fc HTTP/1.1", "", 12, false, 400, "request_malformed")]
    [InlineData("POST /Domains HTTP/1.1", "No Colon\r\n", 12, true, 400, "request_malformed")]
    public async Task What_the_gateway_answers_is_read_after_the_whole_body_was_sent(
        string line,
        string headers,
        int megabytes,
        bool inChunks,
        int status,
        string code
    )
    {
        await using var gateway = await StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        using var caller = await RawConnection.OpenAsync(gateway.Gateway.Address);
        var length = inChunks ? "Transfer-Encoding: chunked" : $"Content-Length: {megabytes * Megabyte}";
        await caller.SendAllAsync($"{line}\r\nHost: gateway\r\n{headers}{length}\r\n\r\n", megabytes * Megabyte, inChunks);
        var answer = await caller.ReadAsync();
        Assert.Equal((status, code), (answer?.Status, answer?.Code));
        Assert.Contains($"\"code\":\"{code}\"", answer?.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_body_that_says_it_is_too_large_reaches_the_API()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask);
        using var caller = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await caller.SendAllAsync(
            $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Length: {12 * Megabyte}\r\n\r\n",
            12 * Megabyte,
            inChunks: false
        );
        Assert.Equal(413, (await caller.ReadAsync())?.Status);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task A_connection_whose_refused_body_was_read_serves_the_next_request()
    {
        await using var gateway = await StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        using var caller = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await caller.SendAllAsync(
            $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: wrong\r\nContent-Length: {5 * Megabyte}\r\n\r\n",
            5 * Megabyte,
            inChunks: false
        );
        Assert.Equal(401, (await caller.ReadAsync())?.Status);
        await caller.SendAllAsync(
            $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Length: {5 * Megabyte}\r\n\r\n",
            5 * Megabyte,
            inChunks: false
        );
        Assert.Equal(200, (await caller.ReadAsync())?.Status);
    }

    [Fact]
    public async Task What_an_API_answers_without_reading_is_read_after_the_whole_body_was_sent()
    {
        await using var api = new RawServer("HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address);
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAllAsync(
            "POST /Domains HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n",
            8 * Megabyte,
            inChunks: true
        );
        Assert.True((await caller.ReadAsync())?.Status is 409 or 502);
    }

    [Theory]
    [InlineData("POST /Domains HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400)]
    [InlineData("POST /Domains HTTP/1.1\r\nHost: gateway\r\nNo Colon\r\nContent-Length: 9\r\n\r\n", 400)]
    public async Task A_caller_that_neither_sends_nor_closes_is_left_after_a_pause(string request, int status)
    {
        await using var gateway = await StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        using var caller = await RawConnection.OpenAsync(gateway.Gateway.Address);
        await caller.SendAsync(request);
        Assert.Equal(status, (await caller.ReadAsync())?.Status);
        Assert.Null(await caller.ReadAsync());
    }

    [Fact]
    public async Task Over_HTTP_2_the_answer_is_read_too()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, new() { ["Kestrel:Endpoints:Gateway:Protocols"] = "Http2" });
        using var caller = Http.To(gateway.Gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Domains")
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[12 * Megabyte]),
        };
        using var response = await caller.SendAsync(request, Cancellation);
        await AssertProblem.Is(response, 413, "request_too_large", "http_request_error");
    }

    private Task<GatewayBeforeUpstream> StartAsync(RequestDelegate answer, Dictionary<string, string?>? settings = null) =>
        GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, answer, settings);
}
