using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>What operators see of tokens: how calls came by them, what the token endpoint said, how long they last.</summary>
public sealed class TokenMetricsTests : IDisposable
{
    private const string Series = "client=\"provisioning\",scope=\"application.client\"";
    private readonly TokenEngine _engine = new(options => options.Retries = 0);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_call_that_waited_and_one_that_did_not_are_told_apart()
    {
        await _engine.Answers(TokenEngine.TokenResponse()).AskAsync();
        _engine.Now();
        _engine.Now();
        Assert.Equal([2, 1, 0, 0], await LookupsAsync());
    }

    [Fact]
    public async Task A_call_that_took_the_old_token_for_want_of_another_is_stale_also_during_the_backoff()
    {
        await _engine.Answers(TokenEngine.TokenResponse(expiresIn: "60")).AskAsync();
        _engine.Answers("""{ "error": "invalid_client" }""", 401).Clock.Advance(TimeSpan.FromSeconds(59));
        await _engine.AskAsync();
        _engine.Now();
        Assert.Equal([0, 1, 2, 0], await LookupsAsync());
    }

    [Fact]
    public async Task A_call_without_a_token_is_counted_as_such()
    {
        await _engine.Answers("", 503).AskAsync();
        _engine.Now();
        Assert.Equal([0, 0, 0, 2], await LookupsAsync());
    }

    [Theory]
    [InlineData(200, """{ "access_token": "abc", "token_type": "Bearer" }""", "granted")]
    [InlineData(200, """{ "access_token": "abc", "token_type": "Bearer", "scope": "other" }""", "narrowed")]
    [InlineData(200, "{}", "malformed")]
    [InlineData(401, """{ "error": "invalid_client" }""", "refused")]
    [InlineData(503, "", "unavailable")]
    public async Task Every_token_request_is_counted_by_its_outcome(int status, string body, string outcome)
    {
        await _engine.Answers(body, status).AskAsync();
        Assert.Equal(1, await _engine.SeriesAsync($$"""ciam_gateway_token_requests_total{{{Series}},outcome="{{outcome}}"}"""));
    }

    [Fact]
    public async Task Each_token_request_without_an_answer_is_counted_as_timeout()
    {
        using var engine = new TokenEngine(options => (options.Retries, options.AttemptTimeout) = (0, TimeSpan.FromSeconds(1)));
        engine.Holds("");
        var pending = engine.AskAsync();
        await Eventually.HoldsAsync(() => engine.Held == 1);
        engine.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await Eventually.HoldsAsync(() => engine.Held == 2);
        engine.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.False((await pending).Succeeded);
        var requests = $$"""ciam_gateway_token_requests_total{{{Series}},outcome="timeout"}""";
        await Eventually.ValueAsync(() => engine.SeriesAsync(requests), count => count == 2);
    }

    [Fact]
    public async Task The_remaining_lifetime_is_shown_for_the_current_client_and_is_zero_without_a_token()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "100")).AskAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange((await ExpiresInAsync())!.Value, 89, 90);
        _engine.Answers(TokenEngine.TokenResponse("new", "1000"));
        _engine.Reconfigure(options => options.ClientSecret = "second");
        await Eventually.HoldsAsync(() => _engine.Now().Token!.AuthorizationHeader == "Bearer new");
        Assert.InRange((await ExpiresInAsync())!.Value, 999, 1000);
        _engine.Reconfigure(options => options.ClientId = "somebody else");
        await _engine.Answers("", 503).GetAsync();
        Assert.Equal(0, await ExpiresInAsync());
    }

    private async Task<double?[]> LookupsAsync() =>
        await Task.WhenAll(
            ((string[])["fresh", "waited", "stale", "unavailable"]).Select(result =>
                _engine.SeriesAsync($$"""ciam_gateway_token_lookups_total{{{Series}},result="{{result}}"}""")
            )
        );

    private Task<double?> ExpiresInAsync() => _engine.SeriesAsync($$"""ciam_gateway_token_expires_in_seconds{{{Series}}}""");
}
