using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public abstract class TokenSlotSuite(RedisFixture? redis) : TokenEngineSuite(redis)
{
    private TaskCompletionSource _release = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_cold_callers_make_one_token_request_and_share_its_token()
    {
        var release = _engine.Holds(TokenEngine.TokenResponse());
        var callers = Enumerable.Range(0, 1000).Select(_ => Ask(Cancellation)).ToList();
        release.SetResult();
        var results = await Task.WhenAll(callers);
        Assert.Single(results.Select(result => result.Token).Distinct());
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_thousand_cold_callers_share_one_failure()
    {
        var release = _engine.Holds("""{ "error": "invalid_client" }""", 401);
        var callers = Enumerable.Range(0, 1000).Select(_ => Ask(Cancellation)).ToList();
        release.SetResult();
        Assert.All(await Task.WhenAll(callers), result => Assert.Equal(TokenFailureKind.Refused, result.Failure!.Kind));
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Fact]
    public async Task The_first_caller_going_away_cancels_only_its_own_wait()
    {
        var release = _engine.Holds(TokenEngine.TokenResponse());
        using var leaving = new CancellationTokenSource();
        var first = Ask(leaving.Token);
        var second = Ask(Cancellation);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();
        Assert.True((await second).Succeeded);
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_token_that_arrives_after_everybody_left_is_kept()
    {
        var release = _engine.Holds(TokenEngine.TokenResponse());
        using var leaving = new CancellationTokenSource();
        var only = Ask(leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        release.SetResult();
        Assert.True((await Ask(Cancellation)).Succeeded);
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    public async Task A_short_lived_token_serves_many_requests(int lifetime)
    {
        _engine.Answers(TokenEngine.TokenResponse(expiresIn: $"{lifetime}"));
        for (var i = 0; i < 100; i++)
        {
            Assert.True((await Ask(Cancellation)).Succeeded);
        }
        Assert.Equal(1, _engine.TokenRequests);
    }

    [Fact]
    public async Task Near_its_end_a_token_is_replaced_before_it_is_used()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("Bearer new", (await _engine.Answers(TokenEngine.TokenResponse("new", "60")).GetAsync()).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task Near_its_end_a_token_still_serves_where_no_new_one_can_be_had()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("Bearer old", (await _engine.Answers("""{ "error": "invalid_client" }""", 401).GetAsync()).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task Near_its_end_a_token_still_serves_where_the_wait_for_a_new_one_runs_out()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "100")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(99));
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        var pending = Ask(Cancellation);
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Clock.Advance(TimeSpan.FromSeconds(0.4));
        Assert.False(pending.IsCompleted);
        _engine.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("Bearer old", (await pending).Token!.AuthorizationHeader);
        release.SetResult();
    }

    [Theory]
    [InlineData("100", 90, 98.9)]
    [InlineData("5", 4, 4.4)]
    public async Task Between_skew_and_last_part_a_token_serves_at_once_while_the_server_hangs(string lifetime, double from, double to)
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", lifetime)).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(from));
        var release = _engine.Holds(TokenEngine.TokenResponse("new", "100"));
        Assert.Equal("Bearer old", _engine.Now().Token!.AuthorizationHeader);
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        for (var age = from; age < to; age += 0.1)
        {
            Assert.Equal("Bearer old", _engine.Now().Token!.AuthorizationHeader);
            _engine.Clock.Advance(TimeSpan.FromSeconds(0.1));
        }
        release.SetResult();
    }

    [Fact]
    public async Task From_the_skew_on_a_renewal_that_fails_is_tried_again_once_a_second()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "100")).GetAsync();
        _engine.Answers("", 503).Clock.Advance(TimeSpan.FromSeconds(90));
        for (var passed = 0.0; passed < 8.8; passed += 0.2)
        {
            Assert.Equal("Bearer old", _engine.Now().Token!.AuthorizationHeader);
            await _engine.AtRestAsync();
            _engine.Clock.Advance(TimeSpan.FromSeconds(0.2));
        }
        Assert.InRange(_engine.TokenRequests - 1, 7, 10);
    }

    [Fact]
    public async Task After_its_end_a_token_never_serves()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.False((await _engine.Answers("""{ "error": "invalid_client" }""", 401).GetAsync()).Succeeded);
    }

    [Fact]
    public async Task The_lifetime_counts_from_before_the_request_was_sent()
    {
        var release = _engine.Holds(TokenEngine.TokenResponse(expiresIn: "60"));
        var pending = Ask(Cancellation);
        await _engine.RunClockUntil(() => _engine.Held > 0);
        _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        release.SetResult();
        Assert.InRange((await pending).Token!.Lifetime.Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(59));
    }

    [Fact]
    public async Task A_token_that_is_over_when_it_arrives_is_asked_for_again_at_once_and_once()
    {
        var pending = await OverOnArrivalAsync();
        var release = _engine.Holds(TokenEngine.TokenResponse("second"));
        _release.SetResult();
        await Eventually.HoldsAsync(() => _engine.Held == 2);
        release.SetResult();
        Assert.Equal("Bearer second", (await pending).Token!.AuthorizationHeader);
        Assert.Null(_engine.Source().Now.Slot.Trouble);
    }

    [Fact]
    public async Task A_token_that_is_over_when_it_arrives_is_never_used()
    {
        var pending = await OverOnArrivalAsync();
        var first = _release;
        _release = _engine.Holds(TokenEngine.TokenResponse(expiresIn: "1"));
        first.SetResult();
        await Eventually.HoldsAsync(() => _engine.Held == 2);
        _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        _release.SetResult();
        Assert.Contains("over when it arrived", (await pending).Failure!.Detail, StringComparison.Ordinal);
        Assert.Equal(1, _engine.Source().Now.Slot.Trouble!.Attempts);
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_during_a_token_request_costs_no_call()
    {
        _release = _engine.Holds(TokenEngine.TokenResponse("first"));
        var pending = Ask(Cancellation);
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Clock.JumpWall(TimeSpan.FromHours(3));
        _engine.Answers(TokenEngine.TokenResponse("second"));
        _release.SetResult();
        Assert.Equal("Bearer second", (await pending).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task A_slow_endpoint_ends_each_callers_wait_and_then_the_attempts()
    {
        _engine.Holds(TokenEngine.TokenResponse());
        var result = await _engine.GetAsync();
        Assert.Equal(TokenFailureKind.TimedOut, result.Failure!.Kind);
        await _engine.RunClockUntil(() =>
            _engine.Log.GetSnapshot().Any(entry => entry.Message.Contains("did not answer in time", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Different_scopes_have_tokens_of_their_own()
    {
        _engine.Answers(TokenEngine.TokenResponse());
        await _engine.GetAsync("application.client");
        await _engine.GetAsync("domain.manage application.client");
        await _engine.GetAsync("application.client domain.manage");
        Assert.Equal(2, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_warm_hit_allocates_nothing()
    {
        _engine.Answers(TokenEngine.TokenResponse());
        var source = _engine.Source();
        await source.GetAsync(Cancellation);
        long allocated = 0;
        for (var i = 0; i < 1000; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var pending = source.GetAsync(Cancellation);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(pending.IsCompletedSuccessfully);
        }
        Assert.Equal(0, allocated);
    }

    private async Task<Task<TokenResult>> OverOnArrivalAsync()
    {
        _release = _engine.Holds(TokenEngine.TokenResponse(expiresIn: "1"));
        var pending = Ask(Cancellation);
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        return pending;
    }

    private Task<TokenResult> Ask(CancellationToken cancellationToken) => _engine.Source().GetAsync(cancellationToken).AsTask();
}

public sealed class TokenSlotTests() : TokenSlotSuite(redis: null);

public sealed class TokenSlotOverRedisTests(RedisFixture redis) : TokenSlotSuite(redis);
