using System.Net;
using System.Net.WebSockets;
using CiamGateway.Sandbox;
using CiamGateway.Sandbox.Soak;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>
/// A token that the API rejects costs no call: it is replaced once for all, and the call sent once more where that can be done.
/// </summary>
public sealed class UnauthorizedReplayTests(AuthorizationServerFixture fixture)
    : IClassFixture<AuthorizationServerFixture>,
        IAsyncDisposable
{
    private const string Scope = "application.client";
    private const string Challenge = "Bearer error=\"invalid_token\"";

    private readonly List<(string[] Authorization, byte[] Body)> _arrived = [];
    private SandboxGateway? _gateway;
    private Upstream? _upstream;
    private HttpClient? _caller;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _caller?.Dispose();
        await (_gateway?.DisposeAsync() ?? default);
        await (_upstream?.DisposeAsync() ?? default);
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", 0)]
    [InlineData("POST", 1024)]
    [InlineData("POST", 64 * 1024)]
    public async Task A_call_without_a_body_or_with_one_of_at_most_64_KiB_is_sent_once_more_with_a_new_token(string method, int? length)
    {
        var caller = await ConnectAsync(RejectFirstToken);
        var tokenRequests = fixture.TokenRequests(Scope);
        var body = Body(length ?? 0);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/Domains")
        {
            Content = length is null ? null : new ByteArrayContent(body),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer stolen");
        using var response = await caller.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(2, _arrived.Count);
        Assert.All(_arrived, arrived => Assert.Equal(body, arrived.Body));
        Assert.All(_arrived, arrived => Assert.Matches("^Bearer eyJ[A-Za-z0-9._-]+$", Assert.Single(arrived.Authorization)));
        Assert.NotEqual(_arrived[0].Authorization, _arrived[1].Authorization);
        Assert.Equal(tokenRequests + 1, fixture.TokenRequests(Scope));
        await AssertCounted(replayed: 1, passedOn: 0);
    }

    [Fact]
    public async Task A_call_that_expects_100_Continue_is_sent_once_more()
    {
        var caller = await ConnectAsync(RejectFirstToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Domains") { Content = new ByteArrayContent(Body(1024)) };
        request.Headers.ExpectContinue = true;
        using var response = await caller.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Body(1024), await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData((64 * 1024) + 1, false, "application/json")]
    [InlineData(1024, true, "application/json")]
    [InlineData(1024, false, "application/grpc")]
    [InlineData(1024, false, "application/grpc+proto")]
    public async Task The_401_of_a_call_that_cannot_be_sent_twice_is_passed_on_and_calls_soon_have_a_new_token(
        int length,
        bool isChunked,
        string mediaType
    )
    {
        var caller = await ConnectAsync(RejectFirstToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Domains") { Content = new ByteArrayContent(Body(length)) };
        request.Content.Headers.ContentType = new(mediaType);
        request.Headers.TransferEncodingChunked = isChunked;
        using var response = await caller.SendAsync(request, Cancellation);

        AssertTheApisOwn401(response);
        Assert.Equal(Body(length), Assert.Single(_arrived).Body);
        await AssertCounted(replayed: 0, passedOn: 1);
        await AssertCallsSoonHaveANewToken(caller);
    }

    [Fact]
    public async Task The_401_to_an_Upgrade_is_passed_on_and_calls_soon_have_a_new_token()
    {
        var caller = await ConnectAsync(RejectFirstToken);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(new UriBuilder(_gateway!.Address) { Scheme = "ws", Path = "/Domains" }.Uri, Cancellation)
        );
        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
        Assert.Single(_arrived);
        await AssertCallsSoonHaveANewToken(caller);
    }

    [Fact]
    public async Task A_route_that_does_not_want_it_passes_the_401_on_and_calls_soon_have_a_new_token()
    {
        var caller = await ConnectAsync(RejectFirstToken, new() { ["ReverseProxy:Routes:domain-list:Transforms:0:ReplayOn401"] = "false" });
        using var response = await caller.GetAsync("/Domains", Cancellation);
        AssertTheApisOwn401(response);
        Assert.Single(_arrived);
        await AssertCallsSoonHaveANewToken(caller);
    }

    [Fact]
    public async Task An_API_that_rejects_every_token_gets_one_replay_and_one_token_request_and_its_401_is_passed_on()
    {
        var caller = await ConnectAsync(Reject);
        var tokenRequests = fixture.TokenRequests(Scope);
        for (var i = 0; i < 20; i++)
        {
            using var response = await caller.GetAsync("/Domains", Cancellation);
            AssertTheApisOwn401(response);
        }
        Assert.Equal(21, _arrived.Count);
        Assert.Equal(tokenRequests + 1, fixture.TokenRequests(Scope));
        await AssertCounted(replayed: 1, passedOn: 20);
    }

    [Fact]
    public async Task A_caller_that_leaves_while_its_token_is_replaced_takes_nothing_from_the_others()
    {
        var caller = await ConnectAsync(RejectFirstToken);
        var tokenRequests = fixture.TokenRequests(Scope);
        fixture.Hold();
        using var leaving = new CancellationTokenSource();
        var first = caller.GetAsync("/Domains", leaving.Token);
        var second = caller.GetAsync("/Domains", Cancellation);
        await Until(() => _upstream!.Requests > 0);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        fixture.Release();
        using var response = await second;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(tokenRequests + 1, fixture.TokenRequests(Scope));
    }

    [Fact]
    public async Task Five_hundred_parallel_calls_with_a_revoked_token_all_succeed_with_one_token_request()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        scenario.Caller.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer stolen");
        using (var first = await scenario.Caller.GetAsync("/Domains", Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }
        scenario.Api.RevokeTokens();
        scenario.Api.Journal.Clear();
        var responses = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => scenario.Caller.GetAsync("/Domains", Cancellation)));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(2, scenario.AuthorizationServer.TokenRequests.Count(request => request.Scope == Scope));
        Assert.All(scenario.Api.Journal.Entries, entry => Assert.Equal(1, entry.AuthorizationValues));
        Assert.Contains(scenario.Api.Journal.Entries, entry => entry.Status == 401);
    }

    [Fact]
    public async Task A_403_drops_no_token_and_says_which_scope_was_missing()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new(GatewayLog.Settings) { ["ReverseProxy:Routes:domain-delete:Transforms:0:Scope"] = Scope }
        );
        var log = GatewayLog.Of(scenario.Gateway);
        for (var i = 0; i < 3; i++)
        {
            using var response = await scenario.Administrator.DeleteAsync("/Domains/42", Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains("insufficient_scope", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
        Assert.Single(scenario.AuthorizationServer.TokenRequests, request => request.Scope == Scope);
        Assert.Contains(log.GetSnapshot(), entry =>
            entry.Message.StartsWith("The API requires another scope on route 'domain-delete'", StringComparison.Ordinal)
            && entry.Message.Contains("scope=\"application.client domain.manage\"", StringComparison.Ordinal)
        );
    }

    private async Task<HttpClient> ConnectAsync(RequestDelegate answer, Dictionary<string, string?>? settings = null)
    {
        _upstream = await Upstream.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _arrived.Add(([.. context.Request.Headers.Authorization.OfType<string>()], body.ToArray()));
            await answer(context);
        });
        _gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, _upstream.Address, settings);
        await _gateway.WaitUntilReadyAsync(Cancellation);
        return _caller = Http.To(_gateway.Address);
    }

    private Task RejectFirstToken(HttpContext context) =>
        context.Request.Headers.Authorization == _arrived[0].Authorization[0]
            ? Reject(context)
            : context.Response.Body.WriteAsync(_arrived[^1].Body, context.RequestAborted).AsTask();

    private static Task Reject(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = Challenge;
        return context.Response.WriteAsync("the API's own words", context.RequestAborted);
    }

    private static void AssertTheApisOwn401(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(Challenge, response.Headers.WwwAuthenticate.ToString());
        Assert.False(response.Headers.Contains("Proxy-Status"));
    }

    private Task AssertCallsSoonHaveANewToken(HttpClient caller) =>
        Eventually.HoldsAsync(async () =>
        {
            var before = _arrived.Count;
            using var response = await caller.GetAsync("/Domains", Cancellation);
            return response.StatusCode is HttpStatusCode.OK
                && _arrived.Count == before + 1
                && _arrived[^1].Authorization[0] != _arrived[0].Authorization[0];
        });

    private async Task AssertCounted(int replayed, int passedOn)
    {
        using var management = Http.To(_gateway!.Management);
        var metrics = await ScrapedMetrics.OfAsync(management, Cancellation);
        Assert.Equal(replayed, metrics.Sum("ciam_gateway_upstream_unauthorized_total", "action=\"replayed\""));
        Assert.Equal(passedOn, metrics.Sum("ciam_gateway_upstream_unauthorized_total", "action=\"passed_on\""));
    }

    private static Task Until(Func<bool> condition) => Eventually.HoldsAsync(condition);

    private static byte[] Body(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];
}
