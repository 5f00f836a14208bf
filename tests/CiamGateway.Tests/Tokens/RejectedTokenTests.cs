using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>
/// A token that the API rejects is replaced once for all who report it, seldom enough for an API that rejects everything, and never lost
/// where no other can be had.
/// </summary>
public abstract class RejectedTokenSuite(RedisFixture? redis) : TokenEngineSuite(redis, options => options.Retries = 0)
{
    private static readonly TimeSpan ForcedInterval = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task All_who_report_it_share_one_token_request()
    {
        await ObtainAsync("old");
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        var reports = Enumerable.Range(0, 500).Select(_ => Report("old")).ToList();
        await Eventually.HoldsAsync(() => _engine.Held > 0);
        release.SetResult();
        Assert.All(await Task.WhenAll(reports), result => Assert.Equal("Bearer new", result.Token!.AuthorizationHeader));
        Assert.Equal(1, _engine.Held);
    }

    [Fact]
    public async Task Calls_that_come_while_it_is_replaced_go_on_with_it_and_do_not_wait()
    {
        await ObtainAsync("old");
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        var report = Report("old");
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        Assert.Equal("Bearer old", Now());
        release.SetResult();
        Assert.True((await report).Succeeded);
        Assert.Equal("Bearer new", Now());
    }

    [Fact]
    public async Task One_that_was_renewed_meanwhile_is_exchanged_for_the_current_one_without_a_request()
    {
        await ObtainAsync("new");
        Assert.Equal("Bearer new", (await Report("old")).Token!.AuthorizationHeader);
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Fact]
    public async Task An_API_that_rejects_every_token_forces_at_most_one_request_in_ten_seconds()
    {
        await ObtainAsync("first");
        await ReplaceAsync("first", "second");
        _engine.Clock.Advance(ForcedInterval - TimeSpan.FromTicks(1));
        for (var i = 0; i < 100; i++)
        {
            Assert.False((await Report("second")).Succeeded);
        }
        Assert.Equal(2, _engine.TokenRequests);
        _engine.Clock.Advance(TimeSpan.FromTicks(1));
        await ReplaceAsync("second", "third");
        Assert.Equal(3, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_route_that_rejects_every_token_forces_a_request_ever_more_seldom()
    {
        await ObtainAsync("0");
        List<int> seconds = [];
        for (var second = 0; second < 1500; second++)
        {
            var before = _engine.TokenRequests;
            _engine.Answers(TokenEngine.TokenResponse($"{seconds.Count + 1}"));
            await Report($"{seconds.Count}");
            seconds.AddRange(Enumerable.Repeat(second, _engine.TokenRequests - before));
            _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal([0, 10, 30, 70, 150, 310, 610, 910, 1210], seconds);
    }

    [Fact]
    public async Task Such_a_route_does_not_keep_another_from_having_the_token_replaced()
    {
        await RejectTwiceAsync();
        _engine.Clock.Advance(ForcedInterval);
        Assert.False((await Report("2")).Succeeded);
        _engine.Answers(TokenEngine.TokenResponse("3"));
        Assert.Equal("Bearer 3", (await Report("2", "another")).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task A_replacement_that_helped_makes_the_next_pause_short_again()
    {
        await RejectTwiceAsync();
        _engine.Source().Now.Slot.ReplacementHelped("route");
        _engine.Clock.Advance(ForcedInterval);
        await ReplaceAsync("2", "3");
    }

    [Fact]
    public async Task While_the_authorization_server_hangs_a_route_that_rejects_every_token_waits_once_and_no_other_call_ever()
    {
        await ObtainAsync("old");
        var release = _engine.Holds("", 503);
        var report = Report("old");
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        release.SetResult();
        Assert.False((await report).Succeeded);
        var again = _engine.Holds("", 503);
        _engine.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() => _engine.Held == 2);
        Assert.Equal(TokenFailure.RejectedAllTheSame, (await Report("old")).Failure);
        Assert.Equal("Bearer old", Now());
        Assert.Equal(2, _engine.Held);
        again.SetResult();
    }

    [Fact]
    public async Task A_renewal_that_is_under_way_already_is_the_replacement_and_forces_nothing()
    {
        await ObtainAsync("old", "60");
        _engine.Clock.Advance(TimeSpan.FromSeconds(52));
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        Assert.Equal("Bearer old", Now());
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        var report = Report("old");
        release.SetResult();
        Assert.Equal("Bearer new", (await report).Token!.AuthorizationHeader);
        Assert.Equal(1, _engine.Held);
        await ReplaceAsync("new", "newer");
    }

    [Fact]
    public async Task One_that_is_over_is_replaced_whenever_that_is()
    {
        await ObtainAsync("first", "5");
        await ReplaceAsync("first", "second", "5");
        _engine.Clock.Advance(TimeSpan.FromSeconds(5));
        await ReplaceAsync("second", "third");
    }

    [Fact]
    public async Task One_of_a_client_that_has_no_token_any_more_is_replaced_by_its_first()
    {
        _engine.Answers(TokenEngine.TokenResponse("first"));
        Assert.Equal("Bearer first", (await Report("of another client")).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task With_the_authorization_server_down_the_old_token_serves_again_and_is_renewed_as_soon_as_that_can_be_had()
    {
        _engine.Answers(TokenEngine.TokenResponse("old")).WarmTokens.Want([TokenEngine.Wanted()]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        _engine.Answers("", 503);
        Assert.False((await Report("old")).Succeeded);
        Assert.Equal("Bearer old", Now());
        Assert.False((await Report("old")).Succeeded);
        Assert.Equal(2, _engine.TokenRequests);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        await _engine.RunClockUntil(() => Now() == "Bearer new");
        Assert.Equal(3, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_report_whose_wait_for_another_token_runs_out_fails()
    {
        await ObtainAsync("old");
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        var report = Report("old");
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TokenFailureKind.TimedOut, (await report).Failure!.Kind);
        release.SetResult();
    }

    [Fact]
    public async Task One_that_the_authorization_server_repeats_is_not_tried_again()
    {
        await ObtainAsync("old");
        Assert.Equal(TokenFailure.RejectedAllTheSame, (await Report("old")).Failure);
        Assert.Equal(2, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_credential_that_changes_meanwhile_loses_neither_the_old_token_nor_the_wait_for_a_new_one()
    {
        await ObtainAsync("old");
        var release = _engine.Holds("", 503);
        var report = Report("old");
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Reconfigure(options => (options.ClientSecret, options.Retries) = ("second", 0));
        var call = _engine.Source().GetAsync(TestContext.Current.CancellationToken).AsTask();
        await Eventually.HoldsAsync(() => _engine.Held == 2 || call.IsCompleted);
        release.SetResult();
        Assert.Equal("Bearer old", (await call).Token!.AuthorizationHeader);
        Assert.False((await report).Succeeded);
    }

    private async Task ObtainAsync(string token, string expiresIn = "7199") =>
        Assert.True((await _engine.Answers(TokenEngine.TokenResponse(token, expiresIn)).GetAsync()).Succeeded);

    private async Task ReplaceAsync(string rejected, string by, string expiresIn = "7199")
    {
        _engine.Answers(TokenEngine.TokenResponse(by, expiresIn));
        Assert.Equal($"Bearer {by}", (await Report(rejected)).Token!.AuthorizationHeader);
    }

    /// <summary>The route has rejected 0 and 1, and the current token is 2.</summary>
    private async Task RejectTwiceAsync()
    {
        await ObtainAsync("0");
        await ReplaceAsync("0", "1");
        _engine.Clock.Advance(ForcedInterval);
        await ReplaceAsync("1", "2");
    }

    private Task<TokenResult> Report(string rejected, string route = "route") =>
        _engine.Source().Now.Slot.ReplaceAsync($"Bearer {rejected}", route, TestContext.Current.CancellationToken);

    private string Now() => _engine.Now().Token!.AuthorizationHeader;
}

public sealed class RejectedTokenTests() : RejectedTokenSuite(redis: null);

public sealed class RejectedTokenOverRedisTests(RedisFixture redis) : RejectedTokenSuite(redis);
