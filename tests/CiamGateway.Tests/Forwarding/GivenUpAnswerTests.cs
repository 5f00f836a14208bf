using System.Net;
using CiamGateway.Forwarding;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>
/// An answer that a replay replaces is disposed of at once. Over sockets, the garbage collector would end its connection sooner or later, too.
/// </summary>
public sealed class GivenUpAnswerTests : IDisposable
{
    private readonly TokenEngine _engine = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task The_401_that_a_second_answer_replaces_is_disposed_of_and_the_second_is_not()
    {
        _engine.Answers(TokenEngine.TokenResponse("old"));
        var token = (await _engine.Source().GetAsync(Cancellation)).Token!;
        _engine.Answers(TokenEngine.TokenResponse("new"));
        using var api = new RecordingApi();
        using var invoker = new HttpMessageInvoker(new UnauthorizedReplay(api, _engine.Metrics, _engine.Clock, NullLogger.Instance));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://api.example.com/");
        request.Options.Set(AttachedToken.Key, new AttachedToken("domain-list", _engine.Source(), ReplaysOn401: true, TokenRejection.Challenged));
        request.Headers.TryAddWithoutValidation("Authorization", token.AuthorizationHeader);
        using var response = await invoker.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([true, false], api.Bodies.Select(body => body.IsDisposed));
    }

    /// <summary>Answers the first request with 401 and every other with 200, and keeps the bodies of its answers.</summary>
    private sealed class RecordingApi : HttpMessageHandler
    {
        public List<RecordedBody> Bodies { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(new RecordedBody());
            return Task.FromResult(new HttpResponseMessage(Bodies.Count == 1 ? HttpStatusCode.Unauthorized : HttpStatusCode.OK) { Content = Bodies[^1] });
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
