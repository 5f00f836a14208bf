using Xunit;

namespace CiamGateway.Tests.Tokens;

public abstract class WarmTokensSuite(RedisFixture? redis) : TokenEngineSuite(redis)
{
    [Fact]
    public async Task A_token_that_no_route_needs_any_more_is_not_renewed()
    {
        _engine.Answers(TokenEngine.TokenResponse(expiresIn: "60"));
        _engine.WarmTokens.Want([TokenEngine.Wanted("a"), TokenEngine.Wanted("b")]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        _engine.WarmTokens.Want([TokenEngine.Wanted("b")]);
        for (var renewals = 1; renewals <= 5; renewals++)
        {
            _engine.Clock.Advance(TimeSpan.FromSeconds(52));
            await Eventually.HoldsAsync(() => IsYoung("b"));
        }
        Assert.Equal(2 + 5, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_token_that_is_still_needed_stays_and_a_new_one_is_missing_until_it_arrives()
    {
        _engine.Answers(TokenEngine.TokenResponse("kept")).WarmTokens.Want([TokenEngine.Wanted("a")]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        _engine.WarmTokens.Want([TokenEngine.Wanted("b"), TokenEngine.Wanted("a"), TokenEngine.Wanted("b")]);
        Assert.Equal([TokenEngine.Wanted("b")], _engine.WarmTokens.Missing);
        release.SetResult();
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        Assert.Equal("Bearer kept", _engine.Now("a").Token!.AuthorizationHeader);
        Assert.Equal(1, _engine.Held);
    }

    [Fact]
    public async Task A_token_that_need_not_be_warm_for_a_while_serves_on_and_is_renewed_on_demand()
    {
        _engine.Answers(TokenEngine.TokenResponse("first", "60")).WarmTokens.Want([TokenEngine.Wanted("a")]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        var slot = _engine.Source("a").Now.Slot;
        _engine.WarmTokens.Want([]);
        Assert.Equal("Bearer first", _engine.Now("a").Token!.AuthorizationHeader);
        _engine.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(SlotState.FlightOf(slot));
        Assert.Equal(TimeSpan.Zero, slot.Facts.Overdue);
        _engine.Answers(TokenEngine.TokenResponse("second", "60")).WarmTokens.Want([TokenEngine.Wanted("a")]);
        await Eventually.HoldsAsync(() => slot.Current!.AuthorizationHeader == "Bearer second");
        _engine.Answers(TokenEngine.TokenResponse("third", "60")).Clock.Advance(TimeSpan.FromSeconds(52));
        await Eventually.HoldsAsync(() => slot.Current!.AuthorizationHeader == "Bearer third");
    }

    [Fact]
    public void A_request_just_before_the_end_of_background_refresh_has_the_same_slot_as_later_requests()
    {
        _engine.Answers(TokenEngine.TokenResponse()).WarmTokens.Want([TokenEngine.Wanted("a")]);
        _engine.Reconfigure(configure: null);
        var early = _engine.Source("a").Now.Slot;
        _engine.WarmTokens.Want([]);
        Assert.Same(early, _engine.Source("a").Now.Slot);
    }

    [Theory]
    [InlineData("Acrvzwdh0", "second")]
    [InlineData("somebody else", TokenEngine.Secret)]
    public async Task After_a_change_only_the_new_client_renews(string clientId, string secret)
    {
        _engine.Answers(TokenEngine.TokenResponse("old", "60")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        _engine
            .Answers(TokenEngine.TokenResponse("new", "60"))
            .Reconfigure(options => (options.ClientId, options.ClientSecret) = (clientId, secret));
        await Eventually.HoldsAsync(() => _engine.Source().Now.Slot.Current?.AuthorizationHeader == "Bearer new");
        for (var renewals = 1; renewals <= 5; renewals++)
        {
            _engine.Clock.Advance(TimeSpan.FromSeconds(52));
            await Eventually.HoldsAsync(() => IsYoung("application.client"));
        }
        Assert.Equal(2 + 5, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_timer_that_has_nothing_to_do_sleeps_through_a_life_and_through_a_pause()
    {
        _engine.Answers(TokenEngine.TokenResponse(expiresIn: "600")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        Assert.InRange(Readings(seconds: 400), 1, 100);
        _engine.Answers("""{ "error": "invalid_client" }""", 401).Clock.Advance(TimeSpan.FromSeconds(115));
        await Eventually.HoldsAsync(() => _engine.TokenRequests == 2 && _engine.Log.GetSnapshot().Any(entry => entry.Id.Id == 2002));
        Assert.InRange(Readings(seconds: 14), 0, 20);
    }

    [Fact]
    public async Task What_is_under_way_ends_with_the_gateway()
    {
        _engine.Holds(TokenEngine.TokenResponse());
        var pending = _engine.AskAsync();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Cache.Dispose();
        Assert.Contains("is stopping", (await pending).Failure!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Acrvzwdh0", "second")]
    [InlineData("somebody else", TokenEngine.Secret)]
    public async Task A_client_of_the_day_before_yesterday_is_forgotten(string clientId, string secret)
    {
        await _engine.Answers(TokenEngine.TokenResponse()).GetAsync();
        var first = _engine.Source().Now;
        _engine.Reconfigure(options => (options.ClientId, options.ClientSecret) = (clientId, secret));
        await _engine.GetAsync();
        Assert.Same(first.Slot, _engine.Cache.Slot(first.Client, TokenEngine.Wanted()));
        _engine.Reconfigure(options => options.ClientSecret = "third");
        Assert.NotSame(first.Slot, _engine.Cache.Slot(first.Client, TokenEngine.Wanted()));
    }

    private bool IsYoung(string scope) => _engine.Now(scope).Token!.Lifetime.Remaining > TimeSpan.FromSeconds(50);

    private int Readings(int seconds)
    {
        var readings = 0;
        _engine.Clock.Reading = () => readings++;
        for (var passed = 0.0; passed < seconds; passed += 0.05)
        {
            _engine.Clock.Advance(TimeSpan.FromSeconds(0.05));
        }
        _engine.Clock.Reading = null;
        return readings;
    }
}

public sealed class WarmTokensTests() : WarmTokensSuite(redis: null);

public sealed class WarmTokensOverRedisTests(RedisFixture redis) : WarmTokensSuite(redis);
