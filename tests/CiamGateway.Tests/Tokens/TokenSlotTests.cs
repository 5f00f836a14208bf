using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public abstract class TokenSlotSuite(RedisFixture? redis) : TokenEngineSuite(redis)
{
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
        _engine.Clock.Advance(TimeSpan.FromSeconds(54));
        Assert.Equal("Bearer new", (await _engine.Answers(TokenEngine.TokenResponse("new", "60")).GetAsync()).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task Near_its_end_a_token_still_serves_where_no_new_one_can_be_had()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "60")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(54));
        Assert.Equal("Bearer old", (await _engine.Answers("""{ "error": "invalid_client" }""", 401).GetAsync()).Token!.AuthorizationHeader);
    }

    [Fact]
    public async Task Near_its_end_a_token_still_serves_where_the_wait_for_a_new_one_runs_out()
    {
        await _engine.Answers(TokenEngine.TokenResponse("old", "100")).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(90));
        var release = _engine.Holds(TokenEngine.TokenResponse("new"));
        var pending = Ask(Cancellation);
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("Bearer old", (await pending).Token!.AuthorizationHeader);
        release.SetResult();
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
        _engine.Clock.Advance(TimeSpan.FromSeconds(2));
        release.SetResult();
        Assert.InRange((await pending).Token!.Lifetime.Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(58));
    }

    [Fact]
    public async Task A_token_that_is_over_when_it_arrives_is_never_used()
    {
        var release = _engine.Holds(TokenEngine.TokenResponse(expiresIn: "1"));
        var pending = Ask(Cancellation);
        await _engine.RunClockUntil(() => _engine.Held > 0);
        _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        release.SetResult();
        Assert.Contains("over when it arrived", (await pending).Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_that_are_over_when_they_arrive_are_asked_for_ever_more_seldom()
    {
        List<TimeSpan> pauses = [];
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var release = _engine.Holds(TokenEngine.TokenResponse(expiresIn: "1"));
            var pending = Ask(Cancellation);
            await Eventually.HoldsAsync(() => _engine.Held == attempt);
            _engine.Clock.Advance(TimeSpan.FromSeconds(1));
            release.SetResult();
            Assert.False((await pending).Succeeded);
            var trouble = _engine.Source().Now.Slot.Trouble!;
            pauses.Add(trouble.Next - trouble.Last);
            _engine.Clock.Advance(pauses[^1]);
        }
        Assert.InRange(pauses[0].TotalSeconds, 0.5, 1.5);
        Assert.InRange(pauses[3].TotalSeconds, 4, 12);
    }

    [Fact]
    public async Task A_slow_endpoint_ends_each_callers_wait_and_then_the_attempts()
    {
        _engine.Holds(TokenEngine.TokenResponse());
        var result = await _engine.GetAsync();
        Assert.Equal(TokenFailureKind.TimedOut, result.Failure!.Kind);
        await _engine.RunClockUntil(() => _engine.Log.GetSnapshot().Any(entry => entry.Message.Contains("did not answer in time", StringComparison.Ordinal)));
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

    private Task<TokenResult> Ask(CancellationToken cancellationToken) => _engine.Source().GetAsync(cancellationToken).AsTask();
}

public sealed class TokenSlotTests() : TokenSlotSuite(redis: null);

public sealed class TokenSlotOverRedisTests(RedisFixture redis) : TokenSlotSuite(redis);
