using System.Globalization;
using CiamGateway.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using WireMock;
using WireMock.ResponseBuilders;
using WireMock.Types;
using WireMock.Util;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>Tokens that are bound to the gateway's own key (RFC 9449 §5 and §8).</summary>
public sealed class BoundTokenTests : IDisposable
{
    private readonly TokenEngine _engine = new(options => options.DPoP = true);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_token_request_carries_a_proof_for_the_token_endpoint()
    {
        Assert.Equal("DPoP abc", (await _engine.Answers(Bound()).GetAsync()).Token!.AuthorizationHeader);
        var proof = new JsonWebToken(Assert.Single(_engine.Received).DPoP);
        Assert.Equal(
            ("POST", _engine.Server.Url + TokenEngine.Path),
            (ReceivedTokenRequest.Claim(proof, "htm"), ReceivedTokenRequest.Claim(proof, "htu"))
        );
        Assert.Null(ReceivedTokenRequest.Claim(proof, "ath"));
    }

    [Fact]
    public async Task A_server_that_requires_a_nonce_gets_it_at_once()
    {
        Demands(() => "n-1");
        Assert.True((await _engine.GetAsync()).Succeeded);
        Assert.Equal([null, "n-1"], Nonces());
        Assert.True((await _engine.GetAsync("another")).Succeeded);
        Assert.Equal([null, "n-1", "n-1"], Nonces());
    }

    [Fact]
    public async Task Requests_that_are_asked_for_the_same_nonce_at_the_same_time_all_succeed()
    {
        var (first, arrived) = (new TaskCompletionSource(), 0);
        Demands(
            () => "n-1",
            async nonce =>
            {
                if (nonce is null && Interlocked.Increment(ref arrived) == 2)
                {
                    first.SetResult();
                }
                await first.Task;
            }
        );
        var results = await Task.WhenAll(_engine.GetAsync("a"), _engine.GetAsync("b"));
        Assert.All(results, result => Assert.True(result.Succeeded));
        Assert.Equal(4, _engine.Received.Count);
    }

    [Fact]
    public async Task A_server_that_is_never_content_with_a_nonce_is_not_asked_for_ever()
    {
        var count = 0;
        Demands(() => $"n-{Interlocked.Increment(ref count)}");
        var failure = (await _engine.GetAsync()).Failure!;
        Assert.Equal(TokenFailureKind.Unavailable, failure.Kind);
        Assert.Contains("keeps asking for another DPoP nonce", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(6, _engine.Received.Count);
    }

    [Fact]
    public async Task A_server_that_requires_a_nonce_and_gives_none_is_not_asked_again()
    {
        var failure = (await _engine.Answers("""{ "error": "use_dpop_nonce" }""", 400).GetAsync()).Failure!;
        Assert.Equal(TokenFailureKind.Refused, failure.Kind);
        Assert.Single(_engine.Received);
    }

    [Fact]
    public async Task Every_attempt_carries_a_fresh_proof()
    {
        await _engine.Answers("", status: 503).GetAsync();
        Assert.InRange(_engine.Received.Count, 3, 6);
        Assert.Equal(_engine.Received.Count, _engine.Received.Select(request => new JsonWebToken(request.DPoP).Id).Distinct().Count());
    }

    [Fact]
    public async Task A_token_that_is_not_bound_is_not_used() =>
        Assert.Contains(
            "its token_type is 'Bearer', and not DPoP",
            (await _engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Failure!.Detail,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_rotated_secret_keeps_the_key_since_the_old_token_is_bound_to_it()
    {
        await _engine.Answers(Bound()).GetAsync();
        var before = _engine.Source().Now.Client.DPoPKey;
        _engine.Reconfigure(options => (options.DPoP, options.ClientSecret) = (true, "second"));
        Assert.Same(before, _engine.Source().Now.Client.DPoPKey);
    }

    private static string Bound() => TokenEngine.TokenResponse().Replace("Bearer", "DPoP", StringComparison.Ordinal);

    private IEnumerable<string?> Nonces() =>
        _engine.Received.Select(request => ReceivedTokenRequest.Claim(new JsonWebToken(request.DPoP), "nonce"));

    /// <summary>A server that requires each proof to carry the nonce that it would give now.</summary>
    private void Demands(Func<string> current, Func<string?, Task>? before = null) =>
        _engine.Answers(
            (IResponseBuilder)
                Response
                    .Create()
                    .WithCallback(async request =>
                    {
                        var nonce = ReceivedTokenRequest.Claim(new JsonWebToken(new ReceivedTokenRequest(request).DPoP), "nonce");
                        await (before?.Invoke(nonce) ?? Task.CompletedTask);
                        var wanted = current();
                        return new ResponseMessage
                        {
                            StatusCode = (nonce == wanted ? 200 : 400).ToString(CultureInfo.InvariantCulture),
                            Headers = new Dictionary<string, WireMockList<string>> { ["DPoP-Nonce"] = new(wanted) },
                            BodyData = new BodyData
                            {
                                BodyAsString = nonce == wanted ? Bound() : """{ "error": "use_dpop_nonce" }""",
                                DetectedBodyType = BodyType.String,
                            },
                        };
                    })
        );
}
