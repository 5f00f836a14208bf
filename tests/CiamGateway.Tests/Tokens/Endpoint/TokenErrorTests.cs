using System.Net;
using CiamGateway.Tokens;
using WireMock.ResponseBuilders;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

public sealed class TokenErrorTests : IDisposable
{
    private readonly TokenEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(400, "invalid_client", "ClientId")]
    [InlineData(401, "invalid_client", "ClientId")]
    [InlineData(400, "invalid_scope", "change the route's Scope")]
    [InlineData(400, "unauthorized_client", "client_credentials")]
    [InlineData(400, "unsupported_grant_type", "client_credentials")]
    [InlineData(400, "invalid_target", "the route's Resource")]
    [InlineData(403, "access_denied", "administrator")]
    public async Task A_no_for_good_is_not_asked_again_and_says_what_to_do(int status, string error, string fix)
    {
        var result = await _engine.Answers($$"""{ "error": "{{error}}" }""", status).GetAsync();
        Assert.Equal(TokenFailureKind.Refused, result.Failure!.Kind);
        Assert.Contains(error, result.Failure.Detail, StringComparison.Ordinal);
        Assert.Contains(fix, result.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_passing_failure_is_tried_three_times_in_all(int status)
    {
        var result = await _engine.Answers("", status).GetAsync();
        Assert.Equal(TokenFailureKind.Unavailable, result.Failure!.Kind);
        Assert.Equal(3, _engine.TokenRequests);
    }

    [Theory]
    [InlineData("temporarily_unavailable")]
    [InlineData("server_error")]
    public async Task A_server_that_calls_its_trouble_passing_is_believed(string error)
    {
        var result = await _engine.Answers($$"""{ "error": "{{error}}" }""", 400).GetAsync();
        Assert.Equal(TokenFailureKind.Unavailable, result.Failure!.Kind);
        Assert.Contains("status 400", result.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(3, _engine.TokenRequests);
    }

    [Theory]
    [InlineData(404, "<html>", "status 404 and no OAuth error")]
    [InlineData(400, "[]", "status 400 and no OAuth error")]
    [InlineData(400, """{ "error": 7 }""", "status 400 and no OAuth error")]
    [InlineData(300, "", "redirect (300)")]
    [InlineData(308, "", "redirect (308)")]
    public async Task What_is_no_answer_of_a_token_endpoint_is_said(int status, string body, string expected)
    {
        var result = await _engine.Answers(body, status).GetAsync();
        Assert.Equal(TokenFailureKind.Refused, result.Failure!.Kind);
        Assert.Contains(expected, result.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_servers_own_text_reaches_the_log_as_one_line_of_printable_characters()
    {
        var words = """~a b\\\"c\r\nd\u00e9e!""" + new string('x', 400);
        await _engine.Answers($$"""{ "error": "invalid_scope", "error_description": "{{words}}" }""", 400).GetAsync();
        var entry = Assert.Single(_engine.Log.GetSnapshot(), entry => entry.Id.Id == 2002);
        Assert.EndsWith("own words: ~a b\\\"c  d\u00e9e!" + new string('x', 300 - 13), entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_that_succeeds_is_all_that_the_caller_sees()
    {
        _engine
            .Server.Given(WireMock.RequestBuilders.Request.Create())
            .InScenario("bad day")
            .WillSetStateTo("better")
            .RespondWith(Response.Create().WithStatusCode(502));
        _engine
            .Server.Given(WireMock.RequestBuilders.Request.Create())
            .InScenario("bad day")
            .WhenStateIs("better")
            .RespondWith(Response.Create().WithBody(TokenEngine.TokenResponse()));
        Assert.True((await _engine.GetAsync()).Succeeded);
        Assert.Equal(2, _engine.TokenRequests);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 1)]
    [InlineData("86400", 300)]
    [InlineData("Thu, 01 Jan 2026 00:01:00 GMT", 60)]
    [InlineData("Wed, 01 Jan 2020 00:00:00 GMT", 1)]
    public async Task A_server_that_says_when_to_come_back_is_not_asked_before(string retryAfter, int seconds)
    {
        _engine.Answers(Response.Create().WithStatusCode(429).WithHeader("Retry-After", retryAfter));
        var result = await _engine.GetAsync();
        Assert.Equal(1, _engine.TokenRequests);
        Assert.InRange(result.Failure!.RetryAfter!.Value.TotalSeconds, seconds - 1, seconds);
    }

    [Fact]
    public async Task A_port_without_a_listener_is_named_as_the_cause()
    {
        using var engine = new TokenEngine(options => options.TokenEndpoint = "http://127.0.0.1:1/token");
        var result = await engine.GetAsync();
        Assert.Equal(TokenFailureKind.Unavailable, result.Failure!.Kind);
        Assert.Contains("refuses connections", result.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_named_as_the_cause()
    {
        using var engine = new TokenEngine(options => options.TokenEndpoint = "https://no-such-host.invalid/token");
        Assert.Contains("cannot be resolved", (await engine.GetAsync()).Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_breaks_off_is_tried_again_and_named_as_the_cause()
    {
        _engine.Answers(Response.Create().WithFault(FaultType.EMPTY_RESPONSE));
        var result = await _engine.GetAsync();
        Assert.Equal(TokenFailureKind.Unavailable, result.Failure!.Kind);
        Assert.Equal(3, _engine.TokenRequests);
    }

    [Fact]
    public async Task An_error_whose_text_is_no_Unicode_is_a_failure_like_any_other()
    {
        var result = await _engine.Answers("""{ "error": "invalid_client", "error_description": "\ud800" }""", 401).GetAsync();
        Assert.Contains("status 401 and no OAuth error", result.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_the_server_repeats_does_not_reach_the_log()
    {
        await _engine
            .Answers(
                $$"""{ "error": "invalid_client", "error_description": "wrong secret {{TokenEngine.Secret}}" }""",
                (int)HttpStatusCode.Unauthorized
            )
            .GetAsync();
        var log = string.Join('\n', _engine.Log.GetSnapshot().Select(entry => entry.Message));
        Assert.Contains("wrong secret ***", log, StringComparison.Ordinal);
        Assert.DoesNotContain(TokenEngine.Secret, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_the_server_repeats_does_not_reach_the_log_either()
    {
        _engine.Answers("""{ "error": "invalid_client" }""", (int)HttpStatusCode.Unauthorized);
        await _engine.GetAsync();
        var sent = Assert.Single(_engine.Received).Authorization!.Split(' ')[1];
        var form = System.Net.WebUtility.UrlEncode(TokenEngine.Secret);
        var escaped = Uri.EscapeDataString(TokenEngine.Secret);
        await _engine
            .Answers(
                $$"""
                { "error": "invalid_client",
                  "error_description": "Basic {{sent}} is {{form}} or {{escaped}}, not eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln" }
                """,
                (int)HttpStatusCode.Unauthorized
            )
            .GetAsync("other");
        Assert.EndsWith(
            "own words: Basic *** is *** or ***, not ***",
            _engine.Log.GetSnapshot().Last(entry => entry.Id.Id == 2002).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_secret_is_masked_before_the_servers_text_is_shortened()
    {
        using var engine = new TokenEngine(options => options.ClientSecret = "open\"the\\sésame");
        await engine
            .Answers(
                """{ "error": "invalid_client", "error_description": "not open\"the\\s\u00e9same" }""",
                (int)HttpStatusCode.Unauthorized
            )
            .GetAsync();
        Assert.EndsWith(
            "own words: not ***",
            Assert.Single(engine.Log.GetSnapshot(), entry => entry.Id.Id == 2002).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_secret_at_the_end_of_a_long_text_does_not_leave_its_beginning()
    {
        var words = new string('x', 295);
        await _engine
            .Answers(
                $$"""{ "error": "invalid_client", "error_description": "{{words}}{{TokenEngine.Secret}}" }""",
                (int)HttpStatusCode.Unauthorized
            )
            .GetAsync();
        Assert.EndsWith(
            $"own words: {words}***",
            Assert.Single(_engine.Log.GetSnapshot(), entry => entry.Id.Id == 2002).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(TokenEngine.Secret, "***")]
    [InlineData("wrong client, wrong secret", "wrong client, wrong secret")]
    [InlineData(
        "0123456789012345678901234567890123456789012345678901234567890123x",
        "0123456789012345678901234567890123456789012345678901234567890123x"
    )]
    [InlineData("", "")]
    public async Task An_error_that_is_no_code_goes_to_the_log_and_not_to_callers(string error, string words)
    {
        var result = await _engine.Answers($$"""{ "error": "{{error}}" }""", 400).GetAsync();
        Assert.Equal("The token endpoint answered with status 400 and no OAuth error. Fix: check TokenEndpoint.", result.Failure!.Detail);
        var message = Assert.Single(_engine.Log.GetSnapshot(), entry => entry.Id.Id == 2002).Message;
        Assert.EndsWith("own words: " + $"{words} (server: Kestrel)".TrimStart(), message, StringComparison.Ordinal);
    }
}
