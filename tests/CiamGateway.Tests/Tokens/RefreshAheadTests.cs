using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>
/// Tokens are renewed long before they end, so that no request waits and none fails for an outage shorter than what is left of them.
/// </summary>
public abstract class RefreshAheadSuite(RedisFixture? redis) : TokenEngineSuite(redis)
{
    private static readonly TokenRefreshOptions Defaults = new();

    [Fact]
    public async Task A_due_token_serves_at_once_while_one_request_fetches_the_next_behind_it()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(52));
        var release = _engine.Holds(TokenEngine.TokenResponse("new", "60"));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("Bearer old", Now());
        }
        await Eventually.HoldsAsync(() => _engine.Held > 0);
        release.SetResult();
        await Eventually.HoldsAsync(() => Now() == "Bearer new");
        Assert.Equal(1, _engine.Held);
    }

    [Fact]
    public async Task A_request_that_saw_the_old_token_due_just_before_the_new_one_came_makes_no_token_request()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(52));
        var release = _engine.Holds(TokenEngine.TokenResponse("new", "60"));
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        var slot = _engine.Source().Now.Slot;
        _engine.Clock.Reading = () =>
        {
            _engine.Clock.Reading = null;
            release.SetResult();
            Assert.True(SpinWait.SpinUntil(() => slot.Current!.AuthorizationHeader == "Bearer new", TimeSpan.FromSeconds(30)));

            // Goes through the slot's gate, behind the landing.
            slot.StopRenewal();
        };
        Assert.Equal("Bearer old", Now());
        Assert.Null(SlotState.FlightOf(slot));
        Assert.Equal("Bearer new", Now());
    }

    [Fact]
    public async Task A_warm_token_is_renewed_by_timer_without_a_request()
    {
        _engine.Answers(TokenEngine.TokenResponse("first", "60")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        _engine.Answers(TokenEngine.TokenResponse("second", "60"));
        _engine.Clock.Advance(TimeSpan.FromSeconds(51));
        await Eventually.HoldsAsync(() => Now() == "Bearer second");
    }

    [Fact]
    public async Task A_refresh_that_fails_is_tried_again_until_the_end_while_the_old_token_serves_without_a_wait()
    {
        _engine.Answers(TokenEngine.TokenResponse("old", "3600")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        _engine.Answers("", 503).Clock.Advance(TimeSpan.FromSeconds(3060));
        var end = _engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(300);
        await _engine.RunClockUntil(
            () =>
            {
                Assert.Equal("Bearer old", Now());
                return _engine.Clock.GetUtcNow() >= end;
            },
            stepSeconds: 1
        );
        Assert.InRange(_engine.TokenRequests - 1, 5, 30);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        await _engine.RunClockUntil(() => Now() == "Bearer new", stepSeconds: 0.5);
    }

    [Fact]
    public async Task A_refresh_ahead_is_one_attempt_as_is_one_after_a_failure_and_a_first_wait_for_a_token_three()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(52));
        _engine.Answers("", 503);
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() =>
            _engine.Log.GetSnapshot().Any(entry => entry.Message.Contains("The token that is there still serves", StringComparison.Ordinal))
        );
        await Eventually.HoldsAsync(() => SlotState.FlightOf(_engine.Source().Now.Slot) is null);
        Assert.Equal(2, _engine.TokenRequests);
        _engine.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.False((await _engine.GetAsync()).Succeeded);
        Assert.Equal(3, _engine.TokenRequests);
        Assert.False((await _engine.GetAsync("another")).Succeeded);
        Assert.Equal(6, _engine.TokenRequests);
    }

    [Fact]
    public async Task With_tokens_of_four_seconds_no_request_waits_after_the_first()
    {
        _engine.Answers(TokenEngine.TokenResponse(expiresIn: "4")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        for (var time = TimeSpan.Zero; time < TimeSpan.FromMinutes(2); time += TimeSpan.FromSeconds(0.1))
        {
            Assert.Equal("Bearer abc", Now());
            await Eventually.HoldsAsync(() => _engine.Source().Now.Slot.Current!.Lifetime.Phase is TokenPhase.Fresh);
            _engine.Clock.Advance(TimeSpan.FromSeconds(0.1));
        }
        Assert.InRange(_engine.TokenRequests, 120 / 2.7, 120 / 2.2);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public async Task A_short_lived_token_is_not_used_in_the_second_by_which_servers_round(int lifetime)
    {
        _engine.Answers(TokenEngine.TokenResponse(expiresIn: $"{lifetime}")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        for (var call = 0; call < 600; call++)
        {
            Assert.True(_engine.Now().Token!.Lifetime.Remaining > TimeSpan.FromSeconds(1));
            await _engine.AtRestAsync();
            _engine.Clock.Advance(TimeSpan.FromSeconds(0.05));
            await _engine.AtRestAsync();
        }
    }

    [Fact]
    public void The_refresh_point_is_drawn_for_each_token_between_75_and_85_percent()
    {
        var points = Enumerable
            .Range(0, 1000)
            .Select(_ => RefreshPoint.Draw(TimeSpan.FromSeconds(1000), stated: null, Defaults).TotalSeconds)
            .ToList();
        Assert.InRange(points.Min(), 750, 760);
        Assert.InRange(points.Max(), 840, 850);
    }

    [Fact]
    public void A_life_under_two_seconds_leaves_no_room_to_refresh_ahead()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), RefreshPoint.Draw(TimeSpan.FromSeconds(1), stated: null, Defaults));
        Assert.True(RefreshPoint.Draw(TimeSpan.FromSeconds(2), stated: null, Defaults) < TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("10", 10, 10)]
    [InlineData("60", 45, 51)]
    [InlineData("-1", 45, 51)]
    [InlineData("\"soon\"", 45, 51)]
    public async Task The_servers_own_advice_when_to_refresh_counts_where_it_makes_sense(string refreshIn, int from, int to)
    {
        var result = await _engine
            .Answers($$"""{ "access_token": "abc", "token_type": "Bearer", "expires_in": 60, "refresh_in": {{refreshIn}} }""")
            .GetAsync();
        Assert.InRange(
            (result.Token!.Lifetime.UntilRefresh + TimeSpan.FromSeconds(60) - result.Token.Lifetime.Remaining).TotalSeconds,
            from,
            to
        );
    }

    [Fact]
    public async Task A_machine_that_slept_through_the_end_of_a_warm_token_renews_it_within_half_a_minute()
    {
        _engine.Answers(TokenEngine.TokenResponse("old")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        _engine.Clock.JumpWall(TimeSpan.FromHours(2));
        _engine.Clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => _engine.Source().Now.Slot.Current?.AuthorizationHeader == "Bearer new");
    }

    private string Now() => _engine.Now().Token!.AuthorizationHeader;
}

public sealed class RefreshAheadTests() : RefreshAheadSuite(redis: null);

public sealed class RefreshAheadOverRedisTests(RedisFixture redis) : RefreshAheadSuite(redis);
