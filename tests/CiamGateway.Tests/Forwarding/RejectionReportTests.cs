using System.Net;
using CiamGateway.Forwarding.AccessTokens;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>What the log says of an API that rejects tokens: once a minute for each route, and nothing of other refusals.</summary>
public sealed class RejectionReportTests : IDisposable
{
    private readonly TokenEngine _engine = new();
    private readonly FakeLogger _log = new();
    private readonly RefusingApi _api = new();
    private readonly HttpMessageInvoker _invoker;

    public RejectionReportTests()
    {
        _engine.Answers(TokenEngine.TokenResponse());
        _invoker = new HttpMessageInvoker(new UnauthorizedReplay(_api, _engine.Metrics, _engine.Clock, _log));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _invoker.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData(401, "Bearer error=\"invalid_token\"", 4001)]
    [InlineData(401, null, 4001)]
    [InlineData(401, "Basic realm=\"api\"", null)]
    [InlineData(403, "Bearer error=\"insufficient_scope\", scope=\"domain.manage\"", 4002)]
    [InlineData(403, "Bearer error=\"access_denied\"", null)]
    [InlineData(403, "Basic error=\"insufficient_scope\"", null)]
    [InlineData(403, null, null)]
    [InlineData(404, "Bearer error=\"insufficient_scope\"", null)]
    public async Task Each_kind_of_rejection_has_its_line(int status, string? challenge, int? expected)
    {
        await SendAsync("domain-list", status, challenge);
        Assert.Equal(expected is { } id ? [id] : [], Logged());
    }

    [Theory]
    [InlineData(401, null, 4001)]
    [InlineData(403, "Bearer error=\"insufficient_scope\"", 4002)]
    public async Task Each_route_has_one_line_a_minute(int status, string? challenge, int id)
    {
        await SendAsync("domain-list", status, challenge);
        await SendAsync("domain-list", status, challenge);
        Assert.Equal([id], Logged());
        await SendAsync("user-list", status, challenge);
        Assert.Equal([id, id], Logged());
        _engine.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync("domain-list", status, challenge);
        Assert.Equal([id, id, id], Logged());
    }

    private IEnumerable<int> Logged() => _log.Collector.GetSnapshot().Select(entry => entry.Id.Id);

    private async Task SendAsync(string route, int status, string? challenge)
    {
        (_api.Status, _api.Challenge) = ((HttpStatusCode)status, challenge);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://api.example.com/");
        request.Options.Set(
            AttachedToken.Key,
            new AttachedToken(route, _engine.Source(), TokenHeader.Default, ReplaysOn401: false, TokenRejection.Challenged)
        );
        request.Headers.TryAddWithoutValidation("Authorization", (await _engine.AskAsync()).Token!.AuthorizationHeader);
        using var response = await _invoker.SendAsync(request, Cancellation);
        Assert.Equal(status, (int)response.StatusCode);
    }

    private sealed class RefusingApi : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; }

        public string? Challenge { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage(Status);
            if (Challenge is not null)
            {
                answer.Headers.TryAddWithoutValidation("WWW-Authenticate", Challenge);
            }
            return Task.FromResult(answer);
        }
    }
}
