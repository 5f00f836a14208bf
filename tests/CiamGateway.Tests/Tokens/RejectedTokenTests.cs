using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>A token that the API rejects is replaced once for all who report it, seldom enough for an API that rejects everything, and never lost where no other can be had.</summary>
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
    public async Task Calls_that_come_while_it_is_replaced_wait_for_the_new_one()
    {
        await ObtainAsync("old");
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        var report = Report("old");
        var call = _engine.Source().GetAsync(TestContext.Current.CancellationToken).AsTask();
        release.SetResult();
        Assert.Equal("Bearer new", (await call).Token!.AuthorizationHeader);
        Assert.True((await report).Succeeded);
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
    public async Task Calls_whose_wait_for_another_token_runs_out_try_the_old_one()
    {
        await ObtainAsync("old");
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        var report = Report("old");
        var call = _engine.Source().GetAsync(TestContext.Current.CancellationToken).AsTask();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("Bearer old", (await call).Token!.AuthorizationHeader);
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

    private Task<TokenResult> Report(string rejected) => _engine.Source().Now.Slot.ReplaceAsync($"Bearer {rejected}", TestContext.Current.CancellationToken);

    private string Now() => _engine.Now().Token!.AuthorizationHeader;
}

public sealed class RejectedTokenTests() : RejectedTokenSuite(redis: null);

public sealed class RejectedTokenOverRedisTests(RedisFixture redis) : RejectedTokenSuite(redis);
