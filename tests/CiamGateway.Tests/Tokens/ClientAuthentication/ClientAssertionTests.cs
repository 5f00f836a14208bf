using CiamGateway.Tokens.Clients;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens.ClientAuthentication;

/// <summary>Assertions as an authorization server judges them: signature, names, audience, lifetime, used once.</summary>
public sealed class ClientAssertionTests
{
    private const string Secret = "sixty-four-bytes-for-HS512-Qm7Zt0vL9wRk3Xb5Ny8Hc2Jd6Fg4Ps1UeAoTi";

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public async Task Client_secret_jwt_is_signed_with_the_secret(string algorithm)
    {
        using var engine = new TokenEngine(options => SecretJwt(options, algorithm));
        var request = await RequestAsync(engine);
        await AssertSignedAsync(
            request.Form["client_assertion"],
            new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(Secret)),
            algorithm
        );
        Assert.DoesNotContain("client_secret", request.Form.Keys);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Private_key_jwt_is_signed_with_the_private_key(string algorithm)
    {
        var (key, verification) = SigningKeys.For(algorithm);
        using var engine = new TokenEngine(options => PrivateKeyJwt(options, key.ExportPkcs8PrivateKeyPem(), algorithm));
        await AssertSignedAsync((await RequestAsync(engine)).Form["client_assertion"], verification, algorithm);
    }

    [Fact]
    public async Task It_names_the_client_the_token_endpoint_and_a_short_lifetime()
    {
        using var engine = new TokenEngine(options => SecretJwt(options));
        var request = await RequestAsync(engine);
        var assertion = request.Assertion;
        Assert.Equal("Acrvzwdh0", assertion.Issuer);
        Assert.Equal("Acrvzwdh0", assertion.Subject);
        Assert.Equal([engine.Server.Url + TokenEngine.Path], assertion.Audiences);
        Assert.NotEmpty(assertion.Id);
        Assert.Equal(TimeSpan.FromMinutes(1), assertion.ValidTo - assertion.IssuedAt);
        Assert.Equal("JWT", assertion.Typ);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", request.Form["client_assertion_type"]);
        Assert.Equal("Acrvzwdh0", request.Form["client_id"]);
        Assert.Null(request.Authorization);
    }

    [Fact]
    public async Task Its_times_are_the_clocks()
    {
        using var engine = new TokenEngine(options =>
        {
            SecretJwt(options);
            options.AssertionLifetime = TimeSpan.FromSeconds(30);
        });
        var before = engine.Clock.GetUtcNow().UtcDateTime;
        var assertion = (await RequestAsync(engine)).Assertion;
        Assert.InRange(assertion.IssuedAt, before, engine.Clock.GetUtcNow().UtcDateTime);
        Assert.Equal(TimeSpan.FromSeconds(30), assertion.ValidTo - assertion.IssuedAt);
    }

    [Fact]
    public async Task Its_audience_can_be_any_text()
    {
        using var engine = new TokenEngine(options =>
        {
            SecretJwt(options);
            options.AssertionAudience = "https://SSO.example.com:443/as";
        });
        Assert.Equal(["https://SSO.example.com:443/as"], (await RequestAsync(engine)).Assertion.Audiences);
    }

    [Fact]
    public async Task Its_audience_is_the_token_endpoint_as_it_was_written()
    {
        using var engine = new TokenEngine(options =>
        {
            SecretJwt(options);
            options.TokenEndpoint = options.TokenEndpoint!.Replace("localhost", "LOCALHOST", StringComparison.Ordinal);
        });
        Assert.Equal(
            [engine.Server.Url!.Replace("localhost", "LOCALHOST", StringComparison.Ordinal) + TokenEngine.Path],
            (await RequestAsync(engine)).Assertion.Audiences
        );
    }

    [Fact]
    public async Task Its_kid_is_the_JWKs_own_unless_another_is_configured()
    {
        var jwk = SigningKeys.Jwk(SigningKeys.Rsa, ("kid", "of the JWK"));
        using var own = new TokenEngine(options => PrivateKeyJwt(options, jwk));
        Assert.Equal("of the JWK", (await RequestAsync(own)).Assertion.Kid);
        using var other = new TokenEngine(options =>
        {
            PrivateKeyJwt(options, jwk);
            options.KeyId = "configured";
        });
        Assert.Equal("configured", (await RequestAsync(other)).Assertion.Kid);
    }

    [Fact]
    public async Task It_has_no_kid_if_none_is_configured()
    {
        using var engine = new TokenEngine(options => PrivateKeyJwt(options, SigningKeys.Rsa.ExportPkcs8PrivateKeyPem()));
        Assert.Empty((await RequestAsync(engine)).Assertion.Kid);
    }

    [Fact]
    public async Task Every_attempt_carries_a_fresh_one()
    {
        using var engine = new TokenEngine(options => PrivateKeyJwt(options, SigningKeys.Rsa.ExportPkcs8PrivateKeyPem()));
        await engine.Answers("", status: 503).GetAsync();
        // Two retries, and a second attempt beside one that takes long to sign.
        Assert.InRange(engine.Received.Count, 3, 6);
        Assert.Equal(engine.Received.Count, engine.Received.Select(request => request.Assertion.Id).Distinct().Count());
    }

    private static void SecretJwt(TokenClientOptions options, string? algorithm = null) =>
        (options.ClientAuthentication, options.ClientSecret, options.SigningAlgorithm) = ("client_secret_jwt", Secret, algorithm);

    private static void PrivateKeyJwt(TokenClientOptions options, string key, string? algorithm = null) =>
        (options.ClientAuthentication, options.ClientSecret, options.PrivateKey, options.SigningAlgorithm) = (
            "private_key_jwt",
            null,
            key,
            algorithm
        );

    private static async Task<ReceivedTokenRequest> RequestAsync(TokenEngine engine)
    {
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Succeeded);
        return Assert.Single(engine.Received);
    }

    private static async Task AssertSignedAsync(string assertion, SecurityKey key, string algorithm)
    {
        var judged = await new JsonWebTokenHandler().ValidateTokenAsync(
            assertion,
            new TokenValidationParameters
            {
                IssuerSigningKey = key,
                ValidAlgorithms = [algorithm],
                ValidIssuer = "Acrvzwdh0",
                ValidateAudience = false,
                ValidateLifetime = false,
            }
        );
        Assert.True(judged.IsValid, judged.Exception?.Message);
    }
}
