using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using WireMock.ResponseBuilders;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

/// <summary>
/// Where the issuer says that its token endpoint is; believed only where it speaks of itself, and kept while it cannot be asked.
/// </summary>
public sealed class AuthorizationServerMetadataTests : IDisposable
{
    private const string OpenId = "/.well-known/openid-configuration";
    private readonly TokenEngine _engine = new();

    public AuthorizationServerMetadataTests()
    {
        Configure();
        _engine.Answers(TokenEngine.TokenResponse(expiresIn: "60"));
    }

    private string Issuer => _engine.Server.Url!;

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("", TokenEngine.WellKnown)]
    [InlineData("", OpenId)]
    [InlineData("/tenant", "/.well-known/oauth-authorization-server/tenant")]
    [InlineData("/tenant", "/tenant/.well-known/openid-configuration")]
    [InlineData("/tenant/", "/tenant/.well-known/openid-configuration")]
    public async Task The_token_endpoint_is_the_one_that_the_issuer_publishes(string path, string location)
    {
        Configure(options => options.Issuer += path);
        _engine.Publishes(Metadata(issuer: Issuer + path), location);
        Assert.True((await _engine.GetAsync()).Succeeded);
    }

    [Fact]
    public async Task Metadata_of_another_issuer_is_not_believed()
    {
        _engine.Publishes(Metadata(issuer: Issuer + "/"));
        await AssertRefusedAsync($"is that of the issuer '{Issuer}/', not '{Issuer}'");
    }

    [Theory]
    [InlineData("<html>", "is not JSON")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("""{ "issuer": "\ud800" }""", "is not JSON")]
    [InlineData("""{ "issuer": "ISSUER", "token_endpoint_auth_methods_supported": [ "\ud800" ] }""", "is not JSON")]
    [InlineData("""{ "issuer": "ISSUER" }""", "names no token_endpoint that is safe")]
    [InlineData("""{ "issuer": "ISSUER", "token_endpoint": 7 }""", "names no token_endpoint that is safe")]
    [InlineData("""{ "issuer": "ISSUER", "token_endpoint": "/token" }""", "names no token_endpoint that is safe")]
    [InlineData("""{ "issuer": "ISSUER", "token_endpoint": "http://sso.example.com/token" }""", "names no token_endpoint that is safe")]
    [InlineData("""{ "issuer": "ISSUER", "token_endpoint": "ftp://localhost/token" }""", "names no token_endpoint that is safe")]
    [InlineData("""{ "token_endpoint": "https://sso.example.com/token" }""", "of the issuer ''")]
    public async Task Metadata_that_makes_no_sense_is_refused_with_the_cause(string json, string expected)
    {
        _engine.Publishes(json.Replace("ISSUER", Issuer, StringComparison.Ordinal));
        await AssertRefusedAsync(expected);
    }

    [Fact]
    public async Task Metadata_in_broken_UTF_8_is_refused_with_the_cause()
    {
        _engine.Publishes(Response.Create().WithBody([.. "{ \"issuer\": \""u8, 0xFF, .. "\" }"u8]));
        await AssertRefusedAsync("is not JSON");
    }

    [Fact]
    public async Task An_issuer_without_metadata_is_refused_with_the_cause() => await AssertRefusedAsync("publishes no metadata");

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _engine
            .Publishes(Response.Create().WithStatusCode(302).WithHeader("Location", Issuer + "/elsewhere"))
            .Publishes(Metadata(), "/elsewhere");
        await AssertRefusedAsync("publishes no metadata");
    }

    [Theory]
    [InlineData(503, 404)]
    [InlineData(404, 500)]
    [InlineData(429, 404)]
    public async Task An_issuer_that_is_down_for_now_is_asked_again(int first, int second)
    {
        _engine.Publishes("", status: first).Publishes("", OpenId, second);
        var failure = (await _engine.GetAsync()).Failure!;
        Assert.Equal(TokenFailureKind.Unavailable, failure.Kind);
        Assert.Contains($"status {Math.Max(first, second)}", failure.Detail, StringComparison.Ordinal);
        _engine.Publishes(Metadata());
        await _engine.RunClockUntil(() => Token() is not null, stepSeconds: 1);
    }

    [Fact]
    public async Task A_document_without_end_is_not_read()
    {
        _engine.Publishes(new string(' ', 70_000) + Metadata());
        Assert.Contains("over the size limit", (await _engine.GetAsync()).Failure!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "token_endpoint_auth_methods_supported",
        "private_key_jwt",
        "does not offer 'client_secret_jwt' at its token endpoint. Fix: set ClientAuthentication to one of: private_key_jwt."
    )]
    [InlineData(
        "token_endpoint_auth_signing_alg_values_supported",
        "HS512",
        "does not take client assertions with 'HS256'. Fix: set SigningAlgorithm to one of: HS512."
    )]
    [InlineData("dpop_signing_alg_values_supported", "EdDSA", "does not take DPoP proofs with 'ES256', only with: EdDSA.")]
    public async Task What_the_server_does_not_take_is_not_tried(string list, string offered, string expected)
    {
        Configure(AssertionWithDPoP);
        _engine.Publishes(Metadata(more: $", \"{list}\": [ \"{offered}\", 7 ]"));
        await AssertRefusedAsync(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(
        """
            , "token_endpoint_auth_methods_supported": [ "client_secret_jwt" ],
            "token_endpoint_auth_signing_alg_values_supported": [ "HS256" ],
            "dpop_signing_alg_values_supported": [ "ES256" ]
            """
    )]
    public async Task What_the_server_takes_or_says_nothing_about_is_done(string lists)
    {
        Configure(AssertionWithDPoP);
        _engine.Answers(TokenEngine.TokenResponse().Replace("Bearer", "DPoP", StringComparison.Ordinal)).Publishes(Metadata(more: lists));
        Assert.True((await _engine.GetAsync()).Succeeded);
    }

    [Fact]
    public async Task The_issuer_can_be_the_audience_of_assertions()
    {
        Configure(options =>
        {
            AssertionWithDPoP(options);
            options.AssertionAudience = "issuer";
        });
        _engine.Publishes(Metadata());
        await _engine.GetAsync();
        Assert.Equal([Issuer], _engine.Received[0].Assertion.Audiences);
    }

    [Fact]
    public async Task An_alias_for_certificates_is_not_for_secrets()
    {
        _engine.Publishes(Metadata(more: """, "mtls_endpoint_aliases": { "token_endpoint": "https://localhost:1/token" }"""));
        Assert.True((await _engine.GetAsync()).Succeeded);
    }

    [Fact]
    public async Task It_is_read_once_for_many_tokens_and_again_when_it_is_old()
    {
        _engine.Publishes(Metadata());
        await _engine.GetAsync("a");
        await _engine.GetAsync("b");
        Assert.Equal(1, Reads);
        _engine.Clock.Advance(TimeSpan.FromHours(1));
        await _engine.GetAsync("c");
        await _engine.GetAsync("d");
        Assert.Equal(2, Reads);
    }

    [Fact]
    public async Task A_token_endpoint_that_moved_is_followed()
    {
        _engine.Publishes(Metadata());
        await _engine.GetAsync("a");
        _engine.Answers("moved", status: 410).Publishes(Metadata(endpoint: "/moved"));
        _engine
            .Server.Given(WireMock.RequestBuilders.Request.Create().WithPath("/moved").UsingPost())
            .RespondWith(Response.Create().WithBody(TokenEngine.TokenResponse("there")));
        _engine.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("Bearer there", (await _engine.GetAsync("b")).Token!.AuthorizationHeader);
    }

    [Theory]
    [InlineData("", 503, "status 503")]
    [InlineData("", 404, "publishes no metadata")]
    [InlineData("""{ "issuer": "https://another.example.com" }""", 200, "another.example.com")]
    [InlineData("""{ "issuer": "\ud800" }""", 200, "is not JSON")]
    public async Task What_was_read_outlives_an_issuer_that_is_down_or_broken(string json, int status, string trouble)
    {
        _engine.Publishes(Metadata());
        await _engine.GetAsync("a");
        _engine.Clock.Advance(TimeSpan.FromHours(1));
        _engine.Publishes(json, status: status);
        Assert.True((await _engine.GetAsync("b")).Succeeded);
        Assert.True((await _engine.GetAsync("c")).Succeeded);
        Assert.Equal(2, Reads);
        Assert.Single(_engine.Log.GetSnapshot(), entry =>
            entry.Message.Contains("keeps the token endpoint", StringComparison.Ordinal)
            && entry.Message.Contains(trouble, StringComparison.Ordinal)
        );
        _engine.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await _engine.GetAsync("d")).Succeeded);
        Assert.Equal(3, Reads);
    }

    [Fact]
    public async Task What_was_read_outlives_an_issuer_that_does_not_answer()
    {
        _engine.Publishes(Metadata());
        await _engine.GetAsync("a");
        _engine.Clock.Advance(TimeSpan.FromHours(1));
        var release = new TaskCompletionSource();
        _engine.Publishes(_engine.HeldBack(release.Task, "", status: 404));
        Assert.True((await _engine.GetAsync("b")).Succeeded);
        release.SetResult();
        Assert.Contains(_engine.Log.GetSnapshot(), entry =>
            entry.Message.Contains("The issuer did not answer in time", StringComparison.Ordinal)
        );
    }

    private int Reads => _engine.Server.LogEntries.Count(entry => entry.RequestMessage!.Path == TokenEngine.WellKnown);

    private void Configure(Action<TokenClientOptions>? configure = null) =>
        _engine.Reconfigure(options =>
        {
            (options.TokenEndpoint, options.Issuer) = (null, Issuer);
            configure?.Invoke(options);
        });

    private static void AssertionWithDPoP(TokenClientOptions options) =>
        (options.ClientAuthentication, options.ClientSecret, options.DPoP) = (
            "client_secret_jwt",
            "Wd4tYb9rQm2xVn6kZp8sJh3fLc7gTq5e",
            true
        );

    private string Metadata(string? issuer = null, string endpoint = TokenEngine.Path, string more = "") =>
        $$"""{ "issuer": "{{issuer ?? Issuer}}", "token_endpoint": "{{Issuer}}{{endpoint}}"{{more}} }""";

    private string? Token()
    {
        var pending = _engine.Source().GetAsync(TestContext.Current.CancellationToken);
        return pending.IsCompletedSuccessfully ? pending.Result.Token?.AuthorizationHeader : null;
    }

    private async Task AssertRefusedAsync(string expected)
    {
        var failure = (await _engine.GetAsync()).Failure!;
        Assert.Equal(TokenFailureKind.Refused, failure.Kind);
        Assert.Contains(expected, failure.Detail, StringComparison.Ordinal);
        Assert.Empty(_engine.Received);
    }
}
