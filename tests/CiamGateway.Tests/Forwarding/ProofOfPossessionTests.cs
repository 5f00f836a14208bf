using CiamGateway.Connections;
using CiamGateway.Forwarding.AccessTokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>What goes to the API with a DPoP token (RFC 9449), when it requires a nonce and when it rejects the token.</summary>
public sealed class ProofOfPossessionTests : IAsyncDisposable
{
    private readonly TokenEngine _engine = new(options => options.DPoP = true);
    private readonly List<(string Authorization, JsonWebToken Proof)> _arrived = [];
    private Upstream? _upstream;
    private HttpMessageInvoker? _invoker;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _invoker?.Dispose();
        await (_upstream?.DisposeAsync() ?? default);
        _engine.Dispose();
    }

    [Fact]
    public async Task A_call_that_lacks_a_nonce_is_sent_once_more_with_it_and_its_token_is_kept()
    {
        await ConnectAsync((context, proof) => WantNonce(context, proof, "n1"));
        Answers("kept");
        using var first = await SendAsync(new HttpRequestMessage(HttpMethod.Get, _upstream!.Address));
        using var second = await SendAsync(new HttpRequestMessage(HttpMethod.Get, _upstream.Address));
        Assert.Equal([200, 200], [(int)first.StatusCode, (int)second.StatusCode]);
        Assert.Equal([null, "n1", "n1"], _arrived.Select(arrived => Claim(arrived.Proof, "nonce")));
        Assert.Equal(3, _arrived.Select(arrived => arrived.Proof.Id).Distinct().Count());
        Assert.Equal(1, _engine.TokenRequests);
    }

    /// <summary>The API would go on writing it, and its connection would serve no other call.</summary>
    [Fact]
    public async Task The_answer_that_asks_for_a_nonce_is_given_up()
    {
        var givenUp = new TaskCompletionSource();
        await ConnectAsync(
            async (context, proof) =>
            {
                await WantNonce(context, proof, "n1");
                if (context.Response.StatusCode == 401)
                {
                    await EndlessAnswer.WriteAsync(context, givenUp);
                }
            }
        );
        Answers("kept");
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, _upstream!.Address));
        Assert.Equal(200, (int)response.StatusCode);
        await givenUp.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Parallel_calls_that_lack_the_same_nonce_are_all_sent_once_more()
    {
        var (all, count) = (new TaskCompletionSource(), 0);
        await ConnectAsync(
            async (context, proof) =>
            {
                if (Interlocked.Increment(ref count) == 10)
                {
                    all.SetResult();
                }
                await all.Task;
                await WantNonce(context, proof, "n1");
            }
        );
        Answers("kept");
        var responses = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => SendAsync(new HttpRequestMessage(HttpMethod.Get, _upstream!.Address)))
        );
        Assert.All(responses, response => Assert.True(response.IsSuccessStatusCode));
        Assert.Equal(20, _arrived.Count);
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_call_that_lacks_a_nonce_and_cannot_be_sent_twice_keeps_its_token_all_the_same()
    {
        await ConnectAsync((context, proof) => WantNonce(context, proof, "n1"));
        Answers("kept");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, _upstream!.Address)
        {
            Content = new StreamContent(new UnseekableStream()),
        };
        using var first = await SendAsync(chunked);
        using var second = await SendAsync(new HttpRequestMessage(HttpMethod.Get, _upstream.Address));
        Assert.Equal([401, 200], [(int)first.StatusCode, (int)second.StatusCode]);
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_rejected_token_is_replaced_and_the_new_proof_is_for_the_new_token()
    {
        await ConnectAsync(
            (context, _) =>
            {
                context.Response.StatusCode = context.Request.Headers.Authorization == "DPoP old" ? 401 : 200;
                return Task.CompletedTask;
            }
        );
        Answers("old");
        using var request = new HttpRequestMessage(HttpMethod.Get, _upstream!.Address + "Domains?count=1");
        await AttachAsync(request);
        Answers("new");
        using var response = await _invoker!.SendAsync(request, Cancellation);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(["DPoP old", "DPoP new"], _arrived.Select(arrived => arrived.Authorization));
        Assert.Equal([Hash("old"), Hash("new")], _arrived.Select(arrived => Claim(arrived.Proof, "ath")));
        Assert.All(_arrived, arrived => Assert.Equal(_upstream.Address + "Domains", Claim(arrived.Proof, "htu")));
    }

    [Fact]
    public async Task A_bearer_token_from_before_the_client_was_told_to_use_proofs_goes_out_without_one_and_is_replaced()
    {
        _upstream = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Headers.ContainsKey("DPoP") ? 200 : 401;
            return Task.CompletedTask;
        });
        _invoker = new HttpMessageInvoker(
            new UnauthorizedReplay(new SocketsHttpHandler(), _engine.Metrics, _engine.Clock, NullLogger.Instance)
        );
        Answers("bound");
        using var request = new HttpRequestMessage(HttpMethod.Get, _upstream.Address);
        request.Options.Set(AttachedToken.Key, Attached());
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer before");
        using var response = await _invoker.SendAsync(request, Cancellation);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(["DPoP bound"], _upstream.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_call_whose_connection_was_lost_is_sent_again_with_a_proof_of_its_own()
    {
        var lost = new ClosedConnection();
        var events = new ConnectionEvents(_engine.Metrics, _engine.Clock, NullLogger<ConnectionEvents>.Instance);
        _invoker = new HttpMessageInvoker(
            new UnauthorizedReplay(
                new LostConnectionHandler(lost, new ConnectionTarget("cluster", "provisioning"), events),
                _engine.Metrics,
                _engine.Clock,
                NullLogger.Instance
            )
        );
        Answers("kept");
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, "http://api.example.com/Domains/1"));
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(2, lost.Proofs.Count);
        Assert.Equal(2, lost.Proofs.Select(proof => new JsonWebToken(proof).Id).Distinct().Count());
    }

    private async Task ConnectAsync(Func<HttpContext, JsonWebToken, Task> answer)
    {
        _upstream = await Upstream.StartAsync(context =>
        {
            var proof = new JsonWebToken(Assert.Single(context.Request.Headers["DPoP"]));
            lock (_arrived)
            {
                _arrived.Add((Assert.Single(context.Request.Headers.Authorization)!, proof));
            }
            return answer(context, proof);
        });
        _invoker = new HttpMessageInvoker(
            new UnauthorizedReplay(new SocketsHttpHandler(), _engine.Metrics, _engine.Clock, NullLogger.Instance)
        );
    }

    private void Answers(string token) =>
        _engine.Answers($$"""{ "access_token": "{{token}}", "token_type": "DPoP", "expires_in": 7199 }""");

    private static Task WantNonce(HttpContext context, JsonWebToken proof, string nonce)
    {
        if (Claim(proof, "nonce") != nonce)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "DPoP error=\"use_dpop_nonce\"";
            context.Response.Headers["DPoP-Nonce"] = nonce;
        }
        return Task.CompletedTask;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        await AttachAsync(request);
        return await _invoker!.SendAsync(request, Cancellation);
    }

    private async Task AttachAsync(HttpRequestMessage request)
    {
        var token = (await _engine.Source().GetAsync(Cancellation)).Token!;
        request.Options.Set(AttachedToken.Key, Attached());
        request.Headers.TryAddWithoutValidation("Authorization", token.AuthorizationHeader);
    }

    private AttachedToken Attached() =>
        new("domain-list", _engine.Source(), TokenHeader.Default, ReplaysOn401: true, TokenRejection.Challenged);

    private static string? Claim(JsonWebToken proof, string name) => proof.TryGetPayloadValue<string>(name, out var value) ? value : null;

    private static string Hash(string token) =>
        Base64UrlEncoder.Encode(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)));

    /// <summary>A connection that the server closes when the first request is sent.</summary>
    private sealed class ClosedConnection : HttpMessageHandler
    {
        public List<string> Proofs { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Proofs.Add(Assert.Single(request.Headers.GetValues("DPoP")));
            if (Proofs.Count == 1)
            {
                Exchange.Current!.IsUnsent = true;
                throw new HttpRequestException("closed");
            }
            return Task.FromResult(new HttpResponseMessage());
        }
    }

    private sealed class UnseekableStream() : MemoryStream([1, 2, 3])
    {
        public override bool CanSeek => false;
    }
}
