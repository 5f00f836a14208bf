using System.Net;
using CiamGateway.Forwarding.AccessTokens;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>
/// An answer that a replay replaces is disposed of at once. Over sockets, the garbage collector would end its connection sooner or later,
/// too.
/// </summary>
public sealed class GivenUpAnswerTests : IDisposable
{
    private readonly TokenEngine _engine = new(options => options.DPoP = true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task The_401_that_a_second_answer_replaces_is_disposed_of_and_the_second_is_not()
    {
        using var api = new RecordingApi(() => new(HttpStatusCode.Unauthorized), () => new(HttpStatusCode.OK));
        var token = await TokenAsync("old");
        _engine.Answers(Bound("new"));
        using var response = await SendAsync(api, token, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([true, false], api.Bodies.Select(body => body.IsDisposed));
    }

    [Fact]
    public async Task The_answer_that_asks_for_a_nonce_is_disposed_of_and_the_second_is_not()
    {
        using var api = new RecordingApi(WantsNonce, () => new(HttpStatusCode.OK));
        using var response = await SendAsync(api, await TokenAsync("kept"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([true, false], api.Bodies.Select(body => body.IsDisposed));
    }

    [Fact]
    public async Task The_401_of_a_caller_that_leaves_while_a_new_token_is_fetched_is_disposed_of()
    {
        using var api = new RecordingApi(() => new(HttpStatusCode.Unauthorized));
        var token = await TokenAsync("old");
        var release = _engine.Holds(Bound("new"));
        using var leaving = new CancellationTokenSource();
        var sending = SendAsync(api, token, leaving.Token);
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        Assert.Equal([false], api.Bodies.Select(body => body.IsDisposed));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal([true], api.Bodies.Select(body => body.IsDisposed));
        release.SetResult();
    }

    private static HttpResponseMessage WantsNonce()
    {
        var response = new HttpResponseMessage(HttpStatusCode.Unauthorized);
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"");
        response.Headers.TryAddWithoutValidation("DPoP-Nonce", "n1");
        return response;
    }

    private async Task<string> TokenAsync(string token)
    {
        _engine.Answers(Bound(token));
        return (await _engine.Source().GetAsync(Cancellation)).Token!.AuthorizationHeader;
    }

    private static string Bound(string token) => $$"""{ "access_token": "{{token}}", "token_type": "DPoP", "expires_in": 7199 }""";

    private Task<HttpResponseMessage> SendAsync(RecordingApi api, string token, CancellationToken cancellationToken)
    {
        var invoker = new HttpMessageInvoker(new UnauthorizedReplay(api, _engine.Metrics, _engine.Clock, NullLogger.Instance));
        var request = new HttpRequestMessage(HttpMethod.Get, "http://api.example.com/");
        var attached = new AttachedToken(
            "domain-list",
            _engine.Source(),
            TokenHeader.Default,
            ReplaysOn401: true,
            TokenRejection.Challenged
        );
        request.Options.Set(AttachedToken.Key, attached);
        request.Headers.TryAddWithoutValidation("Authorization", token);
        return invoker.SendAsync(request, cancellationToken);
    }

    /// <summary>Gives these answers in their order, and keeps their bodies.</summary>
    private sealed class RecordingApi(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        public List<RecordedBody> Bodies { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = answers[Bodies.Count]();
            Bodies.Add(new RecordedBody());
            answer.Content = Bodies[^1];
            return Task.FromResult(answer);
        }
    }

    private sealed class RecordedBody() : ByteArrayContent([])
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
