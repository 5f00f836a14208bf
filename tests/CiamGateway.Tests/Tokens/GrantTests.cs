using System.Security.Cryptography;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>The grants JWT bearer (RFC 7523 §2.1) and token exchange (RFC 8693): what they send, and whose token it is.</summary>
public sealed class GrantTests(RedisFixture redis) : IDisposable
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static readonly DateTimeOffset End = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task JWT_bearer_sends_the_assertion_of_the_file()
    {
        var assertion = Write("1");
        using var engine = new TokenEngine(Bearer);
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Succeeded);
        Assert.Equal(
            $"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}&scope=application.client",
            Assert.Single(engine.Server.LogEntries).RequestMessage!.Body
        );
        Assert.NotNull(engine.Received.Single().Authorization);
    }

    [Fact]
    public async Task Token_exchange_sends_the_token_of_the_file_and_its_type()
    {
        var token = Write("1");
        using var engine = new TokenEngine(options =>
        {
            Exchange(options);
            options.Parameters["audience"] = "api";
        });
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Succeeded);
        Assert.Equal(
            $"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token={token}"
                + "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt&scope=application.client&audience=api",
            Assert.Single(engine.Server.LogEntries).RequestMessage!.Body
        );
    }

    [Fact]
    public async Task A_subject_token_of_another_type_may_be_any_text_and_the_client_need_not_authenticate()
    {
        File.WriteAllText(InFolder("token"), "opaque:token|1\n");
        using var engine = new TokenEngine(options =>
        {
            Exchange(options);
            options.SubjectTokenType = "urn:ietf:params:oauth:token-type:access_token";
            (options.ClientAuthentication, options.ClientSecret, options.ClientId) = ("none", null, null);
        });
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync("")).Succeeded);
        var request = engine.Received.Single();
        Assert.Equal(["grant_type", "subject_token", "subject_token_type"], request.Form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("opaque:token|1", request.Form["subject_token"]);
        Assert.Null(request.Authorization);
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("none")]
    [InlineData("private_key_jwt")]
    public async Task JWT_bearer_signs_an_assertion_for_a_subject_with_the_private_key(string method)
    {
        using var key = RSA.Create(2048);
        using var engine = new TokenEngine(options =>
        {
            Sign(options, method);
            options.PrivateKey = key.ExportPkcs8PrivateKeyPem();
        });
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Succeeded);
        var request = engine.Received.Single();
        await AssertSignedAsync(
            request.Form["assertion"],
            new RsaSecurityKey(key.ExportParameters(includePrivateParameters: false)),
            engine
        );
        Assert.Equal(method == "private_key_jwt", request.Form.ContainsKey("client_assertion"));
    }

    [Fact]
    public async Task With_client_secret_jwt_the_secret_signs_it()
    {
        const string secret = "thirty-two-bytes-or-so-PkV7xq2Jm4";
        using var engine = new TokenEngine(options =>
        {
            Sign(options, "client_secret_jwt");
            options.ClientSecret = secret;
        });
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync();
        await AssertSignedAsync(
            engine.Received.Single().Form["assertion"],
            new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(secret)),
            engine
        );
    }

    [Fact]
    public async Task A_renewed_file_asks_for_no_new_token_and_the_next_request_has_it()
    {
        Write("1");
        using var engine = new TokenEngine(Bearer);
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync();
        Write("2");
        engine.Reconfigure(Bearer);
        await engine.GetAsync();
        Assert.Equal(1, engine.TokenRequests);
        engine.Clock.Advance(TimeSpan.FromSeconds(7198.5));
        await engine.GetAsync();
        Assert.Equal(["1", "2"], engine.Received.Select(request => new JsonWebToken(request.Form["assertion"]).Id));
    }

    [Fact]
    public async Task An_assertion_for_another_subject_that_is_refused_is_not_replaced_by_the_one_before()
    {
        Write("1");
        using var engine = new TokenEngine(Bearer);
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync("a");
        Write("2", "someone else");
        var failure = (await engine.Answers("""{ "error": "invalid_grant" }""", 400).GetAsync("b")).Failure!;
        Assert.Equal(2, engine.TokenRequests);
        Assert.Equal(TokenFailureKind.Refused, failure.Kind);
    }

    [Theory]
    [InlineData(
        "bearer",
        "invalid_grant",
        "Fix: check that the authorization server takes the issuer, subject and audience of the token in the file that AssertionFile "
            + "names, which doctor shows."
    )]
    [InlineData(
        "exchange",
        "invalid_request",
        "Fix: check that the authorization server takes the token of SubjectTokenFile, whose issuer, subject and audience doctor shows, "
            + "and check SubjectTokenType."
    )]
    [InlineData("exchange", "invalid_target", "Fix: check the route's Resource, and audience under Parameters.")]
    [InlineData("sign", "invalid_grant", "Fix: check AssertionSubject, AssertionAudience, and the key that signs the assertion.")]
    public async Task The_fix_names_the_grants_own_keys(string grant, string error, string fix)
    {
        Write("1");
        using var engine = new TokenEngine(Of(grant));
        var result = await engine.Answers($$"""{ "error": "{{error}}" }""", 400).GetAsync();
        Assert.EndsWith($"{error}. {fix}", result.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_subjects_and_types_are_other_tokens()
    {
        Write("1");
        string[] identities =
        [
            Identity(Bearer),
            Identity(Exchange),
            Identity(Exchange, options => options.SubjectTokenType = "urn:ietf:params:oauth:token-type:id_token"),
            Identity(Of("sign")),
            Identity(Of("sign"), options => options.AssertionSubject = "b"),
        ];
        Assert.Equal(identities.Length, identities.Distinct().Count());
    }

    [Fact]
    public void A_client_in_the_name_of_another_subject_does_not_begin_with_its_tokens()
    {
        var before = TestClient.Create(Of("sign"));
        Assert.True(TestClient.Create(options => Of("sign")(options), before).InheritsTokens);
        Assert.False(TestClient.Create(options => (Of("sign") + (other => other.AssertionSubject = "b"))(options), before).InheritsTokens);
    }

    [Theory]
    [InlineData("system:serviceaccount:ciam:gateway", 1)]
    [InlineData("system:serviceaccount:ciam:other", 2)]
    public async Task Replicas_share_a_token_if_their_files_name_the_same_subject(string ofSecond, int requests)
    {
        Write("1");
        using var replicas = new Replicas(redis, Exchange);
        await replicas.PublishAsync();
        Write("2", ofSecond);
        Assert.Equal("Bearer first", await Replicas.TokenOf(replicas.Second));
        Assert.Equal(requests, replicas.TokenRequests);
    }

    private Action<TokenClientOptions> Of(string grant) =>
        grant switch
        {
            "bearer" => Bearer,
            "exchange" => Exchange,
            _ => options =>
            {
                Sign(options, "client_secret_basic");
                options.PrivateKey = SigningKeys.Rsa.ExportPkcs8PrivateKeyPem();
            },
        };

    private void Bearer(TokenClientOptions options) => (options.GrantType, options.AssertionFile) = (JwtBearer, InFolder("token"));

    private void Exchange(TokenClientOptions options) =>
        (options.GrantType, options.SubjectTokenFile, options.Retries) = (TokenExchange, InFolder("token"), 0);

    private static void Sign(TokenClientOptions options, string method)
    {
        (options.GrantType, options.AssertionSubject, options.ClientAuthentication) = (JwtBearer, "a", method);
        options.ClientSecret = method is "none" or "private_key_jwt" ? null : options.ClientSecret;
    }

    private static string Identity(params Action<TokenClientOptions>[] configure) =>
        TokenKey.IdentityOf(TestClient.Create(options => Array.ForEach(configure, action => action(options))), TokenEngine.Wanted());

    private static async Task AssertSignedAsync(string assertion, SecurityKey key, TokenEngine engine)
    {
        var judged = await new JsonWebTokenHandler().ValidateTokenAsync(
            assertion,
            new TokenValidationParameters
            {
                IssuerSigningKey = key,
                ValidIssuer = "Acrvzwdh0",
                ValidAudience = engine.Server.Url + TokenEngine.Path,
                ValidateLifetime = false,
            }
        );
        Assert.True(judged.IsValid, judged.Exception?.Message);
        Assert.Equal("a", ((JsonWebToken)judged.SecurityToken).Subject);
    }

    private string Write(string id, string subject = SignedAssertion.Subject)
    {
        var token = SignedAssertion.Create(End, id, subject);
        File.WriteAllText(InFolder("token"), token);
        return token;
    }

    private string InFolder(string file) => Path.Combine(_folder.FullName, file);
}
