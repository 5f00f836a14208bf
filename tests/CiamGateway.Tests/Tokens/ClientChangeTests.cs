using Microsoft.Extensions.Logging;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>The tokens of a token client that is added, removed or becomes another client.</summary>
public sealed class ClientChangeTests : IDisposable
{
    private readonly TokenEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_client_that_did_not_change_keeps_its_tokens()
    {
        await _engine.Answers(TokenEngine.TokenResponse("kept")).GetAsync();
        _engine.Reconfigure(configure: null);
        _engine.Reconfigure(configure: null, client: "another");
        Assert.Equal("Bearer kept", Now());
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Fact]
    public async Task Two_names_for_one_client_never_share_a_token_so_that_the_end_of_one_is_not_the_others()
    {
        _engine.Reconfigure(configure: null, client: "another");
        Assert.True((await _engine.Answers(TokenEngine.TokenResponse("first")).GetAsync()).Succeeded);
        Assert.Equal(
            "Bearer second",
            (await _engine.Answers(TokenEngine.TokenResponse("second")).GetAsync(client: "another")).Token!.AuthorizationHeader
        );
        Assert.Equal("Bearer first", Now());
    }

    [Fact]
    public async Task A_client_that_was_removed_serves_until_the_next_change_and_comes_back_without_its_tokens()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).GetAsync();
        _engine.Remove(TokenEngine.Client);
        Assert.Equal("Bearer old", Now());
        _engine.Answers(TokenEngine.TokenResponse("new")).Reconfigure(configure: null);
        Assert.Equal("Bearer new", (await _engine.GetAsync()).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task A_call_that_outlives_its_client_leaves_nothing_to_the_client_that_comes_back()
    {
        _engine.Answers(TokenEngine.TokenResponse());
        Rotate("first", client: "another");
        var late = _engine.Source(client: "another");
        await late.GetAsync(TestContext.Current.CancellationToken);
        _engine.Remove("another");
        _engine.Reconfigure(configure: null);
        Assert.False((await late.Now.Slot.ReplaceAsync("Bearer abc", "domain-list", TestContext.Current.CancellationToken)).Succeeded);
        Rotate("second", client: "another");
        Assert.True((await _engine.GetAsync(client: "another")).Succeeded);
        Assert.Contains("client_secret=second", LastBody(), StringComparison.Ordinal);
        Assert.DoesNotContain(_engine.Log.GetSnapshot(), entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_client_that_becomes_another_one_does_not_use_the_tokens_of_the_first()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).GetAsync();
        _engine.Answers(TokenEngine.TokenResponse("new"));
        _engine.Reconfigure(options => options.ClientId = "somebody else");
        Assert.Equal("Bearer new", (await _engine.GetAsync()).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task A_client_at_another_endpoint_does_not_use_the_tokens_of_the_first()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).GetAsync();
        _engine.Reconfigure(options => (options.TokenEndpoint, options.Retries) = (_engine.Server.Url + "/elsewhere", 0));
        Assert.False((await _engine.GetAsync()).Succeeded);
    }

    [Theory]
    [InlineData("https://api.example.com/", "old")]
    [InlineData("https://other.example.com/", "new")]
    public async Task A_client_with_other_parameters_does_not_use_the_tokens_of_the_first(string audience, string expected)
    {
        using var engine = new TokenEngine(options => options.Parameters["audience"] = "https://api.example.com/");
        await engine.Answers(TokenEngine.TokenResponse("old")).GetAsync();
        engine.Answers(TokenEngine.TokenResponse("new"));
        engine.Reconfigure(options => (options.ClientSecret, options.Parameters["audience"]) = ("second", audience));
        Assert.Equal("Bearer " + expected, (await engine.GetAsync()).Token!.AuthorizationHeader);
    }

    private void Rotate(string secret, string client = TokenEngine.Client) =>
        _engine.Reconfigure(options => (options.ClientSecret, options.ClientAuthentication) = (secret, "client_secret_post"), client);

    private string LastBody() => _engine.Server.LogEntries[^1].RequestMessage!.Body!;

    private string Now() => _engine.Now().Token!.AuthorizationHeader;
}
