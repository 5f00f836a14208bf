using WireMock.ResponseBuilders;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

/// <summary>What answers say that are no OAuth answers: it reaches the log in words, and the fix fits who gave the answer.</summary>
public sealed class AnswerWordsTests : IDisposable
{
    private const string Page = """
        <!DOCTYPE html><html><head><title>Request blocked</title><style>b { color: red }</style><script>var a = "<b>";</script></head>
        <body><!-- node 7 --><h1>Access&nbsp;denied</h1><p>Support ID: 42</p></body></html>
        """;

    private readonly TokenEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(401, "text/plain", "Bad   client\ncredentials", "Bad client credentials (text/plain, server: edge-7)")]
    [InlineData(403, "text/html", Page, "Request blocked Access denied Support ID: 42 (text/html, server: edge-7)")]
    [InlineData(403, "text/html", "<script>never closed", "(text/html, server: edge-7)")]
    [InlineData(404, "application/xml", "<error><code>17</code></error>", "17 (application/xml, server: edge-7)")]
    [InlineData(400, "application/json", """{ "message": "client is locked" }""", "client is locked (application/json, server: edge-7)")]
    [InlineData(
        400,
        "application/json",
        """{ "error": 10001, "message": "no token", "traceid": "x" }""",
        "10001: no token (application/json, server: edge-7)"
    )]
    [InlineData(400, "application/json", """{ "errors": [ { "code": 1, "detail": "bad" } ] }""", "bad (application/json, server: edge-7)")]
    [InlineData(
        400,
        "application/json",
        """{ "fault": { "faultstring": "Invalid ApiKey" } }""",
        "Invalid ApiKey (application/json, server: edge-7)"
    )]
    [InlineData(400, "application/json", """{ "error": { "message": "nested" } }""", "nested (application/json, server: edge-7)")]
    [InlineData(
        400,
        "application/problem+json",
        """{ "title": "Bad", "detail": "more" }""",
        "more (application/problem+json, server: edge-7)"
    )]
    [InlineData(400, "application/json", "[]", "(application/json, server: edge-7)")]
    [InlineData(502, "text/html", "<h1>Bad Gateway</h1>", "Bad Gateway (text/html, server: edge-7)")]
    [InlineData(200, "text/html", "<h1>Sign in</h1>", "Sign in (text/html, server: edge-7)")]
    [InlineData(200, "application/json", """{ "message": "try later" }""", "try later (application/json, server: edge-7)")]
    public async Task An_answer_that_is_no_OAuth_answer_is_quoted(int status, string type, string body, string expected) =>
        Assert.Equal(expected, await WordsAsync(status, type, body));

    [Theory]
    [InlineData("text/plain", "0paque-token-in-clear")]
    [InlineData("application/json", "\"0paque-token-in-clear\"")]
    [InlineData("application/json", """[ "0paque-token-in-clear" ]""")]
    [InlineData("application/json", """{ "token": "0paque-token-in-clear" }""")]
    [InlineData("application/json", """{ "data": { "tokens": [ "0paque-token-in-clear" ] } }""")]
    public async Task An_answer_that_may_be_a_token_is_not_shown(string type, string body) =>
        Assert.Equal($"({type}, server: edge-7)", await WordsAsync(200, type, body));

    [Fact]
    public async Task A_page_that_repeats_the_secret_is_masked()
    {
        var page = $"<p>You sent</p><pre>{System.Net.WebUtility.HtmlEncode(TokenEngine.Secret)}</pre>";
        Assert.Equal("You sent *** (text/html, server: edge-7)", await WordsAsync(403, "text/html", page));
    }

    [Theory]
    [InlineData(401, "Fix: check ClientId, ClientSecret and ClientAuthentication.")]
    [InlineData(403, "Fix: have the firewall or proxy in front of the token endpoint admit this machine, since it may refuse the request.")]
    [InlineData(404, "Fix: check TokenEndpoint.")]
    [InlineData(407, "Fix: check Proxy:UserName and Proxy:PasswordFile, since a proxy on the way requires credentials.")]
    [InlineData(415, "Fix: check TokenEndpoint and RequestFormat: the token endpoint does not take a form.")]
    public async Task The_fix_fits_the_status(int status, string fix)
    {
        var result = await _engine.Answers("no", status).GetAsync();
        Assert.Equal($"The token endpoint answered with status {status} and no OAuth error. {fix}", result.Failure!.Detail);
    }

    [Fact]
    public async Task The_code_of_a_passing_failure_is_told()
    {
        var result = await _engine.Answers("""{ "error": "temporarily_unavailable" }""", 503).GetAsync();
        Assert.Equal("The authorization server is not available: status 503 (temporarily_unavailable).", result.Failure!.Detail);
    }

    private async Task<string> WordsAsync(int status, string type, string body)
    {
        _engine.Answers(
            Response.Create().WithStatusCode(status).WithHeader("Content-Type", type).WithHeader("Server", "edge-7").WithBody(body)
        );
        var result = await _engine.GetAsync();
        Assert.DoesNotContain("edge-7", result.Failure!.Detail, StringComparison.Ordinal);
        var message = _engine.Log.GetSnapshot().Last(entry => entry.Id.Id == 2002).Message;
        return message[(message.LastIndexOf("own words: ", StringComparison.Ordinal) + "own words: ".Length)..];
    }
}
