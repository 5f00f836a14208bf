using System.Text;
using CiamGateway.Tokens;
using WireMock.ResponseBuilders;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

/// <summary>What the authorization server answers is believed only where RFC 6749 §5.1 and RFC 6750 §2.1 say so.</summary>
public sealed class TokenResponseTests : IDisposable
{
    private readonly TokenEngine _engine = new(options => options.Retries = 0);

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("7199", 7199)]
    [InlineData("\"3600\"", 3600)]
    [InlineData("3599.5", 3599)]
    [InlineData("\"3599.5\"", 3599)]
    [InlineData("1", 1)]
    [InlineData("31622400", 86400)]
    [InlineData("630720000", 86400)]
    [InlineData("1e12", 86400)]
    [InlineData("1e300", 86400)]
    [InlineData("\"9223372036854775807\"", 86400)]
    [InlineData("null", 60)]
    public async Task A_lifetime_is_read_floored_and_clamped(string expiresIn, int seconds)
    {
        var result = await _engine.Answers(TokenEngine.TokenResponse(expiresIn: expiresIn)).AskAsync();
        Assert.Equal(TimeSpan.FromSeconds(seconds), result.Token!.Lifetime.Duration);
    }

    [Fact]
    public async Task A_missing_lifetime_is_taken_as_one_minute()
    {
        var result = await _engine.Answers("""{ "access_token": "abc", "token_type": "bearer" }""").AskAsync();
        Assert.Equal(TimeSpan.FromSeconds(60), result.Token!.Lifetime.Duration);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("0.9")]
    [InlineData("\"abc\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("[3600]")]
    public async Task A_lifetime_that_makes_no_sense_makes_the_answer_invalid(string expiresIn)
    {
        var result = await _engine.Answers(TokenEngine.TokenResponse(expiresIn: expiresIn)).AskAsync();
        AssertUnusable(result, "expires_in");
    }

    [Theory]
    [InlineData("""{ "access_token": "abc", "expires_in": 60, "token_type": "mac" }""", "its token_type is 'mac', and not Bearer")]
    [InlineData("""{ "access_token": "abc", "expires_in": 60, "token_type": "N_A <x>" }""", "its token_type is not Bearer")]
    [InlineData("""{ "access_token": "abc", "expires_in": 60, "token_type": "" }""", "its token_type is not Bearer")]
    [InlineData("""{ "access_token": "abc", "expires_in": 60, "token_type": 7 }""", "its token_type is not Bearer")]
    [InlineData("""{ "token_type": "Bearer", "expires_in": 60 }""", "access_token")]
    [InlineData("""{ "access_token": "", "token_type": "Bearer" }""", "access_token")]
    [InlineData("""{ "access_token": null, "token_type": "Bearer" }""", "access_token")]
    [InlineData("""[ "abc" ]""", "not a JSON object")]
    [InlineData("""{ "access_token": "\ud800", "token_type": "Bearer" }""", "not a JSON object")]
    [InlineData("<html>Maintenance</html>", "not a JSON object")]
    [InlineData("", "not a JSON object")]
    public async Task An_answer_without_a_bearer_token_is_invalid(string body, string expected) =>
        AssertUnusable(await _engine.Answers(body).AskAsync(), expected);

    [Theory]
    [InlineData("abc\\r\\nX-Injected: 1")]
    [InlineData("abc def")]
    [InlineData("caf\u00e9")]
    [InlineData("a\u0085b")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\tb")]
    [InlineData("a\\\"b")]
    [InlineData("a\\\\b")]
    [InlineData("a\u007fb")]
    public async Task A_token_that_does_not_fit_a_header_is_never_used(string token) =>
        AssertUnusable(await _engine.Answers(TokenEngine.TokenResponse(token)).AskAsync(), "characters that a header cannot carry");

    [Theory]
    [InlineData("Atza|IwEBIA:x")]
    [InlineData("perm:cm9vdA==.OTItMA==.x")]
    [InlineData("a=b")]
    [InlineData("!#$%&'()*+,-./:;<=>?@[]^_`{|}~")]
    public async Task A_token_of_any_other_visible_characters_is_used(string token)
    {
        var result = await _engine.Answers(TokenEngine.TokenResponse(token)).AskAsync();
        Assert.Equal($"Bearer {token}", result.Token!.AuthorizationHeader);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"token_type\": null")]
    public async Task A_token_without_a_type_is_used_as_Bearer_and_said_once(string type)
    {
        for (var i = 0; i < 3; i++)
        {
            var result = await _engine.Answers($$"""{ "access_token": "abc", "expires_in": 1{{type}} }""").AskAsync();
            Assert.Equal("Bearer abc", result.Token!.AuthorizationHeader);
            _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        var warning = Assert.Single(_engine.Log.GetSnapshot(), entry => entry.Id.Id == 2005);
        Assert.Contains("sends no token_type", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_client", "Refused", "refused the token request: invalid_client")]
    [InlineData("temporarily_unavailable", "Unavailable", "is not available")]
    public async Task An_error_with_status_200_is_that_error(string error, string kind, string expected)
    {
        var body = $$"""{ "error": "{{error}}", "error_description": "says the server", "access_token": "abc", "token_type": "Bearer" }""";
        var failure = (await _engine.Answers(body).AskAsync()).Failure!;
        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains(expected, failure.Detail, StringComparison.Ordinal);
        Assert.Equal(1, _engine.TokenRequests);
        Assert.Contains(_engine.Log.GetSnapshot(), entry => entry.Message.Contains("says the server", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_byte_order_mark_before_the_answer_is_skipped()
    {
        var result = await _engine.Answers("\uFEFF" + TokenEngine.TokenResponse()).AskAsync();
        Assert.True(result.Succeeded, result.Failure?.Detail);
    }

    [Fact]
    public async Task A_JWT_whose_end_was_rounded_down_lives_no_longer_than_that()
    {
        _engine.Clock.Advance(TimeSpan.FromMilliseconds(500));
        var end = _engine.Clock.GetUtcNow().AddSeconds(4).ToUnixTimeSeconds();
        var answer = TokenEngine.TokenResponse(Jwt($$"""{ "exp": {{end}} }"""), expiresIn: "4");
        Assert.Equal(TimeSpan.FromSeconds(3.5), (await _engine.Answers(answer).AskAsync()).Token!.Lifetime.Duration);
    }

    [Theory]
    [InlineData(600, 3600, 600)]
    [InlineData(7200, 3600, 3600)]
    [InlineData(-60, 3600, 3600)]
    public async Task A_JWT_lives_no_longer_than_its_own_end(int exp, int expiresIn, int seconds)
    {
        var end = _engine.Clock.GetUtcNow().AddSeconds(exp).ToUnixTimeSeconds();
        var answer = TokenEngine.TokenResponse(Jwt($$"""{ "exp": {{end}} }"""), expiresIn: $"{expiresIn}");
        var life = (await _engine.Answers(answer).AskAsync()).Token!.Lifetime.Duration;
        Assert.InRange(life, TimeSpan.FromSeconds(seconds - 1), TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task A_token_of_8_KiB_is_used_and_one_of_9_KiB_is_not()
    {
        var longest = new string('a', 8 * 1024);
        Assert.Equal(
            "Bearer " + longest,
            (await _engine.Answers(TokenEngine.TokenResponse(longest)).AskAsync()).Token!.AuthorizationHeader
        );
        AssertUnusable(await _engine.Answers(TokenEngine.TokenResponse(new string('a', 9 * 1024))).AskAsync("other"), "longer than");
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    public async Task The_token_type_is_compared_without_case(string type)
    {
        var result = await _engine.Answers($$"""{ "access_token": "abc+/==", "token_type": "{{type}}" }""").AskAsync();
        Assert.Equal("Bearer abc+/==", result.Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task An_answer_over_64_KiB_is_not_read()
    {
        var result = await _engine.Answers(new string(' ', 65 * 1024) + TokenEngine.TokenResponse()).AskAsync();
        AssertUnusable(result, "size limit");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    public async Task Every_status_of_success_brings_a_token(int status) =>
        Assert.True((await _engine.Answers(TokenEngine.TokenResponse(), status).AskAsync()).Succeeded);

    [Fact]
    public async Task An_answer_without_content_brings_none() =>
        AssertUnusable(await _engine.Answers("", 204).AskAsync(), "not a JSON object");

    [Fact]
    public async Task Requests_name_the_gateway_as_their_user_agent()
    {
        await _engine.Answers(TokenEngine.TokenResponse()).AskAsync();
        var headers = _engine.Server.LogEntries[^1].RequestMessage!.Headers!;
        Assert.Matches("^ciam-gateway/[0-9.]+$", Assert.Single(headers["User-Agent"]));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _engine.Answers(Response.Create().WithStatusCode(307).WithHeader("Location", _engine.Server.Url + "/elsewhere"));
        var result = await _engine.AskAsync();
        Assert.Equal(TokenFailureKind.Refused, result.Failure!.Kind);
        Assert.Equal(1, _engine.TokenRequests);
    }

    private static void AssertUnusable(TokenResult result, string expected)
    {
        Assert.Equal(TokenFailureKind.Unavailable, result.Failure!.Kind);
        Assert.Contains(expected, result.Failure.Detail, StringComparison.Ordinal);
        Assert.NotNull(result.Failure.RetryAfter);
    }

    private static string Jwt(string payload) => $"{Encode("""{ "alg": "RS256" }""")}.{Encode(payload)}.c2lnbmF0dXJl";

    private static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
