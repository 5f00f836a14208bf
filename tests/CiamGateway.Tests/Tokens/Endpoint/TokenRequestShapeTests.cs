using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

/// <summary>Token requests and answers in the shapes that some authorization servers require.</summary>
public sealed class TokenRequestShapeTests
{
    [Fact]
    public async Task The_password_grant_sends_the_user()
    {
        using var engine = new TokenEngine(options =>
        {
            options.ClientAuthentication = "client_secret_post";
            (options.GrantType, options.UserName, options.Password) = ("password", "svc user", "p&w");
        });
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Succeeded);
        var request = Assert.Single(engine.Server.LogEntries).RequestMessage!;
        Assert.Equal(
            "grant_type=password&username=svc+user&password=p%26w&scope=application.client"
                + "&client_id=Acrvzwdh0&client_secret=S%5E7j%7C%29v%2CZd+%25%2B%3A",
            request.Body
        );
    }

    [Fact]
    public async Task Any_other_grant_type_is_sent_as_it_is()
    {
        using var engine = new TokenEngine(options =>
        {
            options.GrantType = "client_credential";
            options.Parameters["login_hint"] = "x";
        });
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync("")).Succeeded);
        Assert.Equal("grant_type=client_credential&login_hint=x", Assert.Single(engine.Server.LogEntries).RequestMessage!.Body);
    }

    [Fact]
    public async Task A_JSON_request_is_one_object_with_the_same_members()
    {
        using var engine = new TokenEngine(options =>
            (options.ClientAuthentication, options.RequestFormat, options.ClientSecret) = ("client_secret_post", "json", "a\"b")
        );
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Succeeded);
        var request = Assert.Single(engine.Server.LogEntries).RequestMessage!;
        Assert.Equal("application/json", request.Headers!["Content-Type"].Single());
        Assert.Equal(
            """{"grant_type":"client_credentials","scope":"application.client","client_id":"Acrvzwdh0","client_secret":"a\u0022b"}""",
            request.Body
        );
    }

    [Fact]
    public async Task Further_headers_go_along_once_and_their_values_are_masked()
    {
        using var engine = new TokenEngine(options =>
        {
            options.RequestHeaders["X-Edge-Key"] = "edge-key-17-4711";
            options.RequestHeaders["User-Agent"] = "legacy/1";
            options.RequestHeaders["accept"] = "*/*";
        });
        await engine.Answers("""{ "error": "invalid_client", "error_description": "key edge-key-17-4711 of no one" }""", 400).GetAsync();
        var headers = Assert.Single(engine.Server.LogEntries).RequestMessage!.Headers!;
        Assert.Equal(["edge-key-17-4711"], headers["X-Edge-Key"]);
        Assert.Equal(["legacy/1"], headers["User-Agent"]);
        Assert.Equal(["*/*"], headers["Accept"]);
        Assert.EndsWith(
            "own words: key *** of no one",
            engine.Log.GetSnapshot().Single(entry => entry.Id.Id == 2002).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/data/0/token", "/data/0/life", """{ "token_type": "Bearer", "data": [ { "token": "t0ken", "life": "120" } ] }""")]
    [InlineData(
        "/id_token",
        "/expires_in",
        """{ "token_type": "Bearer", "id_token": "t0ken", "access_token": "another", "expires_in": 120 }"""
    )]
    [InlineData("/a~1b/~0", "/x", """{ "token_type": "Bearer", "a/b": { "~": "t0ken" }, "x": 120.9 }""")]
    public async Task The_token_and_its_life_are_where_the_pointers_lead(string token, string life, string answer)
    {
        using var engine = new TokenEngine(options => (options.Response.AccessToken, options.Response.ExpiresIn) = (token, life));
        var result = await engine.Answers(answer).GetAsync();
        Assert.Equal(("Bearer t0ken", TimeSpan.FromMinutes(2)), (result.Token!.AuthorizationHeader, result.Token.Lifetime.Duration));
    }

    [Fact]
    public async Task A_pointer_that_leads_nowhere_is_named()
    {
        using var engine = new TokenEngine(options => options.Response.AccessToken = "/data/1/token");
        var result = await engine.Answers("""{ "token_type": "Bearer", "data": [ { "token": "t0ken" } ] }""").GetAsync();
        Assert.EndsWith("it has no /data/1/token.", result.Failure!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unsupported_grant_type", "Fix: have the password grant allowed for this client, or change its GrantType.")]
    [InlineData("invalid_grant", "Fix: check UserName and PasswordFile.")]
    public async Task The_fix_names_the_grant(string error, string fix)
    {
        using var engine = new TokenEngine(options =>
            (options.GrantType, options.UserName, options.Password) = ("password", "user", "password-1")
        );
        var result = await engine.Answers($$"""{ "error": "{{error}}" }""", 400).GetAsync();
        Assert.EndsWith(fix, result.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_of_other_grants_users_and_headers_are_other_tokens()
    {
        string[] identities =
        [
            Identity(_ => { }),
            Identity(options => options.GrantType = "other"),
            Identity(options => (options.GrantType, options.UserName, options.Password) = ("password", "a", "x")),
            Identity(options => (options.GrantType, options.UserName, options.Password) = ("password", "b", "x")),
            Identity(options => options.RequestHeaders["X-Tenant"] = "a"),
            Identity(options => options.RequestHeaders["X-Tenant"] = "b"),
        ];
        Assert.Equal(identities.Length, identities.Distinct().Count());
    }

    private static string Identity(Action<TokenClientOptions> configure) =>
        TokenKey.IdentityOf(TestClient.Create(configure), TokenEngine.Wanted());
}
