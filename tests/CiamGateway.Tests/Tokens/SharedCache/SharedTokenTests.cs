using Xunit;

namespace CiamGateway.Tests.Tokens.SharedCache;

/// <summary>Replicas make one token request between them, whichever comes first, dies or is told that its token is no good.</summary>
public sealed class SharedTokenTests : IDisposable
{
    private readonly RedisFixture _redis;
    private readonly Replicas _replicas;

    public SharedTokenTests(RedisFixture redis)
    {
        _redis = redis;
        _replicas = new Replicas(redis);
    }

    public void Dispose() => _replicas.Dispose();

    [Fact]
    public async Task A_replica_that_starts_takes_the_token_that_is_there()
    {
        await _replicas.PublishAsync();
        Assert.Equal("Bearer first", await Replicas.TokenOf(_replicas.Second));
        Assert.Equal(1, _replicas.TokenRequests);
        Assert.Equal(1, await Replicas.ReadsAsync(_replicas.Second, "hit"));
    }

    [Fact]
    public async Task Its_life_and_its_missing_scope_come_along()
    {
        _replicas.First.Answers(
            """{ "access_token": "first", "token_type": "Bearer", "expires_in": 3600, "refresh_in": 600, "scope": "application" }"""
        );
        await Replicas.TokenOf(_replicas.First);
        await _replicas.WrittenAsync(_replicas.First, 1);
        _replicas.Advance(TimeSpan.FromSeconds(100));
        var token = (await _replicas.Second.AskAsync()).Token!;
        Assert.Equal(3500, token.Lifetime.Remaining.TotalSeconds);
        Assert.Equal(500, token.Lifetime.UntilRefresh.TotalSeconds);
        Assert.Equal(["application.client"], token.MissingScope);
    }

    [Fact]
    public async Task Replicas_that_start_at_the_same_time_make_one_token_request()
    {
        var release = _replicas.First.Holds(TokenEngine.TokenResponse("first"));
        var (first, second) = (Replicas.TokenOf(_replicas.First), Replicas.TokenOf(_replicas.Second));
        await Eventually.HoldsAsync(() => Held == 1);
        await BusyAsync();
        release.SetResult();
        // The clocks do not advance by themselves, so no wait ends: the waiting replica looks again when its clock advances.
        await Eventually.HoldsAsync(() =>
        {
            _replicas.Advance(TimeSpan.FromMilliseconds(1));
            return first.IsCompleted && second.IsCompleted;
        });
        Assert.Equal("Bearer first", await first);
        Assert.Equal("Bearer first", await second);
        Assert.Equal(1, Held);
    }

    [Fact]
    public async Task The_first_replica_to_renew_renews_for_all()
    {
        await _replicas.PublishAsync();
        await Replicas.TokenOf(_replicas.Second);
        _replicas.First.Answers(TokenEngine.TokenResponse("second", "3600"));
        _replicas.Advance(TimeSpan.FromSeconds(3600 * 0.86));
        Assert.Equal("Bearer first", await Replicas.TokenOf(_replicas.First));
        await Eventually.HoldsAsync(() => Header(_replicas.First) == "Bearer second");
        await _replicas.WrittenAsync(_replicas.First, 2);
        Assert.Equal("Bearer first", await Replicas.TokenOf(_replicas.Second));
        await Eventually.HoldsAsync(() => Header(_replicas.Second) == "Bearer second");
        Assert.Equal(2, _replicas.TokenRequests);
    }

    [Fact]
    public async Task A_replica_that_dies_with_the_lock_delays_the_others_no_longer_than_they_poll()
    {
        var never = _replicas.First.Holds(TokenEngine.TokenResponse("never"));
        _ = _replicas.First.AskAsync();
        await Eventually.HoldsAsync(() => Held == 1);
        _replicas.First.Answers(TokenEngine.TokenResponse("second"));
        var second = Replicas.TokenOf(_replicas.Second);
        await BusyAsync();
        _replicas.Second.Clock.Advance(TimeSpan.FromMilliseconds(499));
        await BusyAsync();
        Assert.False(second.IsCompleted);
        _replicas.Second.Clock.Advance(TimeSpan.FromMilliseconds(26));
        await _replicas.Second.RunClockUntil(() => second.IsCompleted, stepSeconds: 0.001);
        Assert.Equal("Bearer second", await second);
        never.SetResult();
    }

    [Fact]
    public async Task A_token_that_the_API_rejects_is_replaced_for_all_by_one_request()
    {
        await _replicas.PublishAsync("old");
        Assert.Equal("Bearer old", await Replicas.TokenOf(_replicas.Second));
        _replicas.First.Answers(TokenEngine.TokenResponse("new"));
        Assert.Equal("Bearer new", await ReplaceAsync(_replicas.First, "old"));
        await _replicas.WrittenAsync(_replicas.First, 2);
        Assert.Equal("Bearer new", await ReplaceAsync(_replicas.Second, "old"));
        Assert.Equal(2, _replicas.TokenRequests);
    }

    [Fact]
    public async Task Where_the_other_replicas_token_is_rejected_too_the_next_report_forces_a_request_at_once()
    {
        await _replicas.PublishAsync("old");
        await Replicas.TokenOf(_replicas.Second);
        _replicas.First.Answers(TokenEngine.TokenResponse("t0ken-r"));
        await ReplaceAsync(_replicas.First, "old");
        await _replicas.WrittenAsync(_replicas.First, 2);
        await ReplaceAsync(_replicas.Second, "old");
        _replicas.First.Answers(TokenEngine.TokenResponse("newest"));
        Assert.Equal("Bearer newest", await ReplaceAsync(_replicas.Second, "t0ken-r"));
        await _replicas.WrittenAsync(_replicas.Second, 1);
        Assert.Equal(
            "Bearer newest",
            await ReplaceAsync(_replicas.First, "t0ken-r", mayFail: true) ?? await AfterTheIntervalAsync(_replicas.First, "t0ken-r")
        );
        Assert.Equal(3, _replicas.TokenRequests);
    }

    [Fact]
    public async Task A_forced_renewal_takes_no_token_of_another_replica()
    {
        await _replicas.PublishAsync("old");
        await Replicas.TokenOf(_replicas.Second);
        _replicas.First.Answers(TokenEngine.TokenResponse("new"));
        Assert.Equal(
            "Bearer new",
            (await _replicas.Second.Source().Now.Slot.RenewAsync(TestContext.Current.CancellationToken)).Token!.AuthorizationHeader
        );
        await _replicas.WrittenAsync(_replicas.Second, 1);
        _replicas.First.Answers(TokenEngine.TokenResponse("newest"));
        Assert.Equal(
            "Bearer newest",
            (await _replicas.First.Source().Now.Slot.RenewAsync(TestContext.Current.CancellationToken)).Token!.AuthorizationHeader
        );
        Assert.Equal(3, _replicas.TokenRequests);
    }

    [Fact]
    public async Task A_replica_never_takes_a_token_that_is_older_than_its_own_nor_puts_one_back()
    {
        await _replicas.PublishAsync("old");
        await Replicas.TokenOf(_replicas.Second);
        // The clock of the second one is behind by an hour, and still its token is the newer one.
        _replicas.Second.Clock.JumpWall(TimeSpan.FromHours(-1));
        _replicas.First.Answers(TokenEngine.TokenResponse("new"));
        Assert.Equal("Bearer new", await ReplaceAsync(_replicas.Second, "old"));
        await _replicas.WrittenAsync(_replicas.Second, 1);
        Assert.Equal("Bearer new", await ReplaceAsync(_replicas.First, "old"));
        Assert.Equal(2, _replicas.TokenRequests);
    }

    [Fact]
    public async Task While_a_secret_is_rotated_replicas_with_the_old_and_the_new_one_leave_each_others_tokens_alone()
    {
        await _replicas.PublishAsync("old");
        var rotated = _replicas.Start(options => options.ClientSecret = "rotated-dodecagon");
        _replicas.First.Answers(TokenEngine.TokenResponse("new"));
        Assert.Equal("Bearer new", await Replicas.TokenOf(rotated));
        await _replicas.WrittenAsync(rotated, 1);
        Assert.Equal("Bearer old", await Replicas.TokenOf(_replicas.Second));
        Assert.Equal("Bearer new", await Replicas.TokenOf(_replicas.Start(options => options.ClientSecret = "rotated-dodecagon")));
        Assert.Equal(2, _replicas.TokenRequests);
    }

    [Fact]
    public async Task Tokens_that_are_bound_to_a_replicas_own_key_stay_there()
    {
        _replicas.First.Answers("""{ "access_token": "bound", "token_type": "DPoP", "expires_in": 3600 }""");
        var (first, second) = (_replicas.Start(options => options.DPoP = true), _replicas.Start(options => options.DPoP = true));
        Assert.Equal("DPoP bound", await Replicas.TokenOf(first));
        Assert.Equal("DPoP bound", await Replicas.TokenOf(second));
        Assert.Equal(2, _replicas.TokenRequests);
        Assert.Contains(first.Log.GetSnapshot(), entry => entry.Id == 2013);
    }

    [Fact]
    public async Task A_failure_of_one_replica_is_not_shared()
    {
        _replicas.First.Answers("", 503);
        Assert.False((await _replicas.First.AskAsync()).Succeeded);
        await _replicas.UnlockedAsync();
        _replicas.First.Answers(TokenEngine.TokenResponse("first"));
        Assert.Equal("Bearer first", await Replicas.TokenOf(_replicas.Second));
    }

    [Fact]
    public async Task Another_configuration_of_the_cache_applies_from_the_next_token_request_on()
    {
        await _replicas.PublishAsync();
        _replicas.Second.Share(null);
        Assert.Null(_replicas.Second.SharedCache.Current);
        _replicas.First.Answers(TokenEngine.TokenResponse("own"));
        Assert.Equal("Bearer own", await Replicas.TokenOf(_replicas.Second));
        var (third, elsewhere) = (_replicas.Start(), _redis.Settings($"elsewhere-{Guid.NewGuid():n}"));
        third.Share(elsewhere);
        _replicas.First.Answers(TokenEngine.TokenResponse("t0ken-e"));
        Assert.Equal("Bearer t0ken-e", await Replicas.TokenOf(third));
        Assert.Equal(3, _replicas.TokenRequests);
    }

    private int Held => _replicas.First.Held + _replicas.Second.Held;

    /// <summary>Waits until the second replica has found the lock taken.</summary>
    private async Task BusyAsync()
    {
        const string busy = """ciam_gateway_shared_cache_operations_total{operation="lock",outcome="busy"}""";
        var before = await CountAsync();
        await Eventually.HoldsAsync(async () => await CountAsync() is > 0 and var count && count >= before);

        async Task<double> CountAsync() => (await _replicas.First.SeriesAsync(busy) ?? 0) + (await _replicas.Second.SeriesAsync(busy) ?? 0);
    }

    private static string? Header(TokenEngine replica) => replica.Source().Now.Slot.Current?.AuthorizationHeader;

    private static async Task<string?> ReplaceAsync(TokenEngine replica, string rejected, bool mayFail = false)
    {
        var result = await replica
            .Source()
            .Now.Slot.ReplaceAsync($"Bearer {rejected}", "domain-list", TestContext.Current.CancellationToken);
        Assert.True(mayFail || result.Succeeded);
        return result.Token?.AuthorizationHeader;
    }

    private static Task<string?> AfterTheIntervalAsync(TokenEngine replica, string rejected)
    {
        replica.Clock.Advance(TimeSpan.FromSeconds(10));
        return ReplaceAsync(replica, rejected);
    }
}
