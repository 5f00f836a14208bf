using CiamGateway.Tokens;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>A changed credential never costs a request: the old token serves until the new credential has yielded one.</summary>
public sealed class RotationTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly TokenEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task The_old_token_serves_while_the_new_secret_is_tried_and_then_the_new_one()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).GetAsync();
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        Rotate("second");
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        Assert.Equal("Bearer old", Now());
        release.SetResult();
        await Eventually.HoldsAsync(() => Now() == "Bearer new");
        Assert.Contains("client_secret=second", LastBody(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warm_token_is_renewed_with_the_new_secret_without_a_request()
    {
        _engine.Answers(TokenEngine.TokenResponse("old")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        Rotate("second");
        await Eventually.HoldsAsync(() => _engine.TokenRequests == 2);
        await Eventually.HoldsAsync(() => Now() == "Bearer new");
    }

    [Fact]
    public async Task A_bad_new_secret_keeps_the_old_token_and_says_so()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).GetAsync();
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        Rotate("wrong");
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() =>
            _engine.Log.GetSnapshot().Any(entry => entry.Message.Contains("invalid_client", StringComparison.Ordinal))
        );
        for (var i = 0; i < 20; i++)
        {
            _engine.Clock.Advance(Minute);
            Assert.Equal("Bearer old", Now());
        }
        Assert.Contains(_engine.Log.GetSnapshot(), entry =>
            entry.Message.Contains("The token that is there still serves", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_good_secret_after_a_bad_one_is_tried_at_once()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).GetAsync();
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        Rotate("wrong");
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() => _engine.TokenRequests == 2);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        Rotate("right");
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() => Now() == "Bearer new");
    }

    [Fact]
    public async Task A_caller_that_waits_while_the_secret_changes_gets_the_token_of_the_new_one()
    {
        var release = _engine.Holds("""{ "error": "invalid_client" }""", 401);
        var pending = _engine.Source().GetAsync(TestContext.Current.CancellationToken).AsTask();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        Rotate("second");
        release.SetResult();
        Assert.Equal("Bearer new", (await pending).Token!.AuthorizationHeader);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_renewal_under_way_is_not_lost_when_the_secret_changes_to_one_that_is_not_accepted_yet(int changes)
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(52));
        var release = _engine.Holds(TokenEngine.TokenResponse("renewed", "60"));
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        for (var change = 1; change <= changes; change++)
        {
            Rotate($"too early {change}");
            Assert.Equal("Bearer old", Now());
            await _engine.RefusedAsync(change);
        }
        release.SetResult();
        await Eventually.HoldsAsync(() => Now() == "Bearer renewed");
        _engine.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("Bearer renewed", Now());
    }

    [Fact]
    public async Task A_call_that_the_new_secret_does_not_serve_yet_gets_the_token_that_was_under_way()
    {
        var release = _engine.Holds(TokenEngine.TokenResponse("granted"));
        var before = _engine.AskAsync();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        Rotate("too early");
        var after = _engine.AskAsync();
        await _engine.RefusedAsync(1);
        release.SetResult();
        Assert.Equal("Bearer granted", (await before).Token!.AuthorizationHeader);
        Assert.Equal("Bearer granted", (await after).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task A_token_of_the_old_secret_does_not_replace_one_of_the_new()
    {
        var release = _engine.Holds(TokenEngine.TokenResponse("old"));
        var before = _engine.AskAsync();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        Rotate("second");
        Assert.Equal("Bearer new", (await _engine.AskAsync()).Token!.AuthorizationHeader);
        release.SetResult();
        await before;
        Assert.Equal("Bearer new", Now());
    }

    [Fact]
    public async Task A_caller_that_waits_while_the_secret_changes_twice_gets_the_token_of_the_last_secret()
    {
        _engine.Holds(TokenEngine.TokenResponse());
        var pending = _engine.Source().GetAsync(TestContext.Current.CancellationToken).AsTask();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        Rotate("second");
        Rotate("third");
        await _engine.RunClockUntil(() => pending.IsCompleted);
        Assert.Equal("Bearer new", (await pending).Token!.AuthorizationHeader);
        Assert.Contains("client_secret=third", LastBody(), StringComparison.Ordinal);
        Assert.DoesNotContain(_engine.Log.GetSnapshot(), entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task The_old_token_ends_when_it_ends_although_the_new_secret_is_bad()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        Rotate("wrong");
        _engine.Clock.Advance(Minute);
        Assert.Equal(TokenFailureKind.Refused, (await _engine.GetAsync()).Failure!.Kind);
    }

    [Fact]
    public async Task What_a_token_still_lives_is_shown_once_for_a_rotated_client()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).GetAsync();
        Rotate("second");
        await Eventually.HoldsAsync(() => Now() == "Bearer old" && _engine.TokenRequests == 2);
        using var exposed = new MemoryStream();
        await _engine.Metrics.Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        Assert.Single(System.Text.Encoding.UTF8.GetString(exposed.ToArray()).Split('\n'), line =>
            line.StartsWith("ciam_gateway_token_expires_in_seconds{", StringComparison.Ordinal)
        );
    }

    private void Rotate(string secret, string client = TokenEngine.Client) =>
        _engine.Reconfigure(options => (options.ClientSecret, options.ClientAuthentication) = (secret, "client_secret_post"), client);

    private string LastBody() => _engine.Server.LogEntries[^1].RequestMessage!.Body!;

    private string Now() => _engine.Now().Token!.AuthorizationHeader;
}
