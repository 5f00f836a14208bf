using System.Security.Cryptography;
using System.Text;
using CiamGateway.Tokens.Endpoint;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

/// <summary>Proofs as a server checks them (RFC 9449 §4.3).</summary>
public sealed class DPoPKeyTests
{
    private static readonly Uri Target = new("https://api.example.com/Domains/4%202?count=1#x");
    private readonly TwoClocks _clock = new();
    private readonly DPoPKey _key;

    public DPoPKeyTests() => _key = new DPoPKey(_clock);

    [Fact]
    public async Task A_proof_is_signed_by_the_key_in_its_header_which_shows_no_private_part()
    {
        var proof = Read(_key.Prove(HttpMethod.Get, Target, accessToken: null));
        var jwk = new JsonWebKey(proof.GetHeaderValue<System.Text.Json.JsonElement>("jwk").GetRawText());
        Assert.Equal(("dpop+jwt", "ES256", "EC", "P-256"), (proof.Typ, proof.Alg, jwk.Kty, jwk.Crv));
        Assert.False(jwk.HasPrivateKey);
        var judged = await new JsonWebTokenHandler().ValidateTokenAsync(
            proof.EncodedToken,
            new TokenValidationParameters
            {
                IssuerSigningKey = jwk,
                ValidAlgorithms = ["ES256"],
                ValidTypes = ["dpop+jwt"],
                ValidateIssuer = false,
                ValidateAudience = false,
                ValidateLifetime = false,
                RequireExpirationTime = false,
            }
        );
        Assert.True(judged.IsValid, judged.Exception?.Message);
    }

    [Fact]
    public void It_names_method_and_target_without_query_and_fragment_and_the_time()
    {
        var proof = Read(_key.Prove(HttpMethod.Delete, Target, accessToken: null));
        Assert.Equal("DELETE", ReceivedTokenRequest.Claim(proof, "htm"));
        Assert.Equal("https://api.example.com/Domains/4%202", ReceivedTokenRequest.Claim(proof, "htu"));
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds(), proof.GetPayloadValue<long>("iat"));
        Assert.Null(ReceivedTokenRequest.Claim(proof, "ath"));
        Assert.Null(ReceivedTokenRequest.Claim(proof, "nonce"));
        Assert.Empty(proof.Kid);
    }

    [Fact]
    public void It_carries_the_hash_of_the_token_that_goes_along()
    {
        var proof = Read(_key.Prove(HttpMethod.Get, Target, "abc"));
        Assert.Equal(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes("abc"))), ReceivedTokenRequest.Claim(proof, "ath"));
    }

    [Fact]
    public void No_two_proofs_have_the_same_jti() =>
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Read(_key.Prove(HttpMethod.Get, Target, "abc")).Id).Distinct().Count());

    [Fact]
    public void Coordinates_of_the_key_have_their_full_length()
    {
        foreach (var key in Enumerable.Range(0, 600).Select(_ => new DPoPKey(_clock)))
        {
            var jwk = Read(key.Prove(HttpMethod.Get, Target, accessToken: null)).GetHeaderValue<System.Text.Json.JsonElement>("jwk");
            Assert.Equal((43, 43), (jwk.GetProperty("x").GetString()!.Length, jwk.GetProperty("y").GetString()!.Length));
        }
    }

    [Fact]
    public void A_nonce_is_for_the_origin_that_gave_it_and_the_last_one_counts()
    {
        Assert.True(Challenge("first"));
        Assert.True(Challenge("second"));
        Assert.False(_key.KeepNonce(Target, new HttpResponseMessage()));
        Assert.Equal("second", Nonce(new Uri("https://API.example.com/other")));
        Assert.Null(Nonce(new Uri("https://api.example.com:8443/")));
        Assert.Null(Nonce(new Uri("http://api.example.com/")));
    }

    [Fact]
    public void A_nonce_without_end_is_not_kept()
    {
        Assert.False(Challenge(new string('n', 1025)));
        Assert.Null(Nonce(Target));
    }

    [Fact]
    public void Nothing_that_is_printed_shows_the_key() => Assert.Equal("proof key ***", _key.ToString());

    private bool Challenge(string nonce)
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add("DPoP-Nonce", nonce);
        return _key.KeepNonce(Target, response);
    }

    private string? Nonce(Uri target) => ReceivedTokenRequest.Claim(Read(_key.Prove(HttpMethod.Get, target, accessToken: null)), "nonce");

    private static JsonWebToken Read(string proof) => new(proof);
}
