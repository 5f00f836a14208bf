using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>A token that is fetched again because an operator asks for it, not because it is due.</summary>
public sealed class ManualRenewalTests : IDisposable
{
    private readonly TokenEngine _engine = new(options => options.Retries = 0);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task The_old_token_serves_without_a_wait_until_the_new_one_is_there()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).AskAsync();
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        var wishes = Enumerable.Range(0, 100).Select(_ => WishAsync()).ToList();
        Assert.Equal("Bearer old", _engine.Now().Token!.AuthorizationHeader);
        release.SetResult();
        Assert.All(await Task.WhenAll(wishes), wish => Assert.Equal("Bearer new", wish.Token!.AuthorizationHeader));
        Assert.Equal("Bearer new", _engine.Now().Token!.AuthorizationHeader);
        Assert.Equal(1, _engine.Held);
    }

    [Fact]
    public async Task A_failure_leaves_the_old_token_and_says_since_when_it_lasts()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old")).AskAsync();
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        var failed = _engine.Clock.GetUtcNow();
        Assert.Equal(TokenFailureKind.Refused, (await WishAsync()).Failure!.Kind);
        Assert.Equal("Bearer old", _engine.Now().Token!.AuthorizationHeader);
        _engine.Clock.Advance(TimeSpan.FromSeconds(2));
        await WishAsync();
        var trouble = Slot.Trouble!;
        Assert.Equal((failed, failed + TimeSpan.FromSeconds(2), 2), (trouble.Since, trouble.Last, trouble.Attempts));
        Assert.True(trouble.Next > trouble.Last);
    }

    [Fact]
    public async Task It_does_not_wait_for_the_pause_that_a_refusal_has_left()
    {
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        Assert.False((await _engine.AskAsync()).Succeeded);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        Assert.False((await _engine.AskAsync()).Succeeded);
        Assert.Equal("Bearer new", (await WishAsync()).Token!.AuthorizationHeader);
        Assert.Null(Slot.Trouble);
    }

    [Fact]
    public async Task However_often_it_is_wished_the_server_is_asked_once_a_second()
    {
        await _engine.Answers(TokenEngine.TokenResponse("one")).AskAsync();
        for (var i = 0; i < 50; i++)
        {
            Assert.True((await WishAsync()).Succeeded);
        }
        Assert.Equal(2, _engine.TokenRequests);
        _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await WishAsync();
        Assert.Equal(3, _engine.TokenRequests);
    }

    [Fact]
    public async Task However_often_it_is_wished_in_vain_the_server_is_asked_once_a_second()
    {
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(TokenFailureKind.Refused, (await WishAsync()).Failure!.Kind);
        }
        Assert.Equal(1, _engine.TokenRequests);
        _engine.Answers(TokenEngine.TokenResponse("new")).Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Bearer new", (await WishAsync()).Token!.AuthorizationHeader);
    }

    private TokenSlot Slot => _engine.Source().Now.Slot;

    private Task<TokenResult> WishAsync() => Slot.RenewAsync(TestContext.Current.CancellationToken);
}
