using System.Net;
using System.Net.Sockets;
using CiamGateway.Tests.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>Strangers begin few requests at once over HTTP/2, and nothing that an honest client does waits for good.</summary>
public sealed class StrangerHttp2Tests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    /// <summary>With an empty SETTINGS frame.</summary>
    private static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_requests_begin_and_then_one_each_10_ms_until_one_is_answered()
    {
        var (clock, answer) = (new WatchedClock(), new TaskCompletionSource());
        await using var gateway = await StartAsync(_ => answer.Task, anonymousCallers: "Loopback", clock);
        var answers = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(gateway.Caller, body: null)));
        for (var waits = 1; waits <= 4; waits++)
        {
            var (timers, requests) = (waits, 3 + waits);
            await Eventually.HoldsAsync(() => clock.Timers(LongestWait) == timers && gateway.Upstream.Requests == requests);
            clock.Advance(LongestWait);
        }
        await Eventually.HoldsAsync(() => clock.Timers(LongestWait) == 5 && gateway.Upstream.Requests == 8);
        answer.SetResult();
        Assert.All(await answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    /// <summary>A download takes many control frames.</summary>
    [Fact]
    public async Task Nothing_waits_once_an_answer_without_an_error_has_begun()
    {
        var answer = new TaskCompletionSource();
        await using var gateway = await StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("a");
                await context.Response.Body.FlushAsync();
                await answer.Task;
            },
            anonymousCallers: "Loopback",
            new WatchedClock()
        );
        using var first = await gateway.Caller.SendAsync(Request(body: null), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var answers = Task.WhenAll(Enumerable.Range(0, 19).Select(_ => SendAsync(gateway.Caller, body: null)));
        await Eventually.ValueAsync(() => gateway.Upstream.Requests, requests => requests == 20);
        answer.SetResult();
        Assert.All(await answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task The_requests_of_a_caller_that_has_authenticated_do_not_wait()
    {
        var answer = new TaskCompletionSource();
        await using var gateway = await StartAsync(_ => answer.Task, clock: new WatchedClock());
        var answers = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(gateway.Administrator, body: null)));
        await Eventually.ValueAsync(() => gateway.Upstream.Requests, requests => requests == 20);
        answer.SetResult();
        Assert.All(await answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(10_000)]
    public async Task Frames_are_known_however_they_are_cut(int part)
    {
        var (clock, answer) = (new WatchedClock(), new TaskCompletionSource());
        await using var gateway = await StartAsync(_ => answer.Task, anonymousCallers: "Loopback", clock);
        using var stranger = new TcpClient { NoDelay = true };
        await stranger.ConnectAsync("127.0.0.1", gateway.Gateway.Address.Port, Cancellation);
        byte[] sent = [.. Preface, .. Enumerable.Range(0, 50).SelectMany(i => GetDomains(stream: (byte)((2 * i) + 1)))];
        foreach (var bytes in sent.Chunk(part))
        {
            await stranger.GetStream().WriteAsync(bytes, Cancellation);
        }
        await Eventually.HoldsAsync(() => clock.Timers(LongestWait) == 1 && gateway.Upstream.Requests == 4);
        clock.Advance(LongestWait);
        await Eventually.HoldsAsync(() => clock.Timers(LongestWait) == 2 && gateway.Upstream.Requests == 5);
        answer.SetResult();
        await Eventually.ValueAsync(() => gateway.Upstream.Requests, requests => requests == 50);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task A_hundred_requests_at_once_are_answered(bool isCaller, HttpStatusCode status)
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask);
        var client = isCaller ? gateway.Administrator : gateway.Caller;
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => SendAsync(client, body: null)));
        Assert.All(answers, answer => Assert.Equal(status, answer));
    }

    [Fact]
    public async Task Several_bodies_are_read_at_once()
    {
        using var all = new CountdownEvent(6);
        await using var gateway = await StartAsync(
            async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                all.Signal();
                await Eventually.HoldsAsync(() => all.IsSet);
            },
            anonymousCallers: "Loopback"
        );
        using var client = Http.To(gateway.Gateway.Address);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync(client, new byte[200_000])));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
    }

    private Task<GatewayBeforeUpstream> StartAsync(
        RequestDelegate answer,
        string anonymousCallers = "Denied",
        TimeProvider? clock = null
    ) =>
        GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            answer,
            new() { ["Gateway:AnonymousCallers"] = anonymousCallers, ["Kestrel:Endpoints:Gateway:Protocols"] = "Http2" },
            substitute: services => services.AddSingleton(clock ?? TimeProvider.System)
        );

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, byte[]? body)
    {
        using var request = Request(body);
        using var response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private static HttpRequestMessage Request(byte[]? body) =>
        new(body is null ? HttpMethod.Get : HttpMethod.Post, "/Domains")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body is null ? null : new ByteArrayContent(body),
        };

    /// <summary>
    /// HEADERS that end a request, by RFC 7541: GET and http of its static table, a path, an authority, and a header of 300 bytes.
    /// </summary>
    /// <param name="stream">The last byte of its number, in which there is a line feed.</param>
    private static byte[] GetDomains(byte stream) =>
        [
            .. (byte[])[0, 1, 71, 1, 5, 0, 0, 10, stream, 0x82, 0x86],
            .. (byte[])[0x04, 8, .. "/Domains"u8, 0x41, 7, .. "gateway"u8],
            .. (byte[])[0, 1, (byte)'x', 0x7F, 0xAD, 1, .. Enumerable.Repeat((byte)'a', 300)],
        ];
}
