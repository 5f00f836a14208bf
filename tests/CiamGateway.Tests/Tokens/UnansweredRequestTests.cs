using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>
/// An authorization server that does not answer is asked again after half of an attempt's time of 3 s, while calls need the token.
/// </summary>
public abstract class UnansweredRequestSuite(RedisFixture? redis) : TokenEngineSuite(redis, options => options.Retries = 0)
{
    private static readonly TimeSpan HalfAttempt = TimeSpan.FromSeconds(1.5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_attempt_gets_the_token_if_the_server_recovers_after_the_first_began(bool hasFailedBefore)
    {
        await FailAsync(hasFailedBefore);
        _engine.Holds("");
        var pending = _engine.AskAsync();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(HalfAttempt);
        Assert.True((await pending).Succeeded);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_succeed_within_two_seconds_if_the_server_recovers_after_the_second_attempt_began(bool hasFailedBefore)
    {
        await FailAsync(hasFailedBefore);
        _engine.Holds("");
        var pending = _engine.AskAsync();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Clock.Advance(HalfAttempt);
        await Eventually.HoldsAsync(() => _engine.Held == 2);
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(HalfAttempt);
        Assert.Contains("did not answer in time", (await pending).Failure!.Detail, StringComparison.Ordinal);
        Assert.True((await _engine.AskAsync()).Succeeded);
    }

    [Fact]
    public async Task A_failure_of_the_second_attempt_is_the_outcome()
    {
        _engine.Holds("");
        var pending = _engine.AskAsync();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Answers("", 503).Clock.Advance(HalfAttempt);
        Assert.Contains("status 503", (await pending).Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_are_replaced_if_only_the_second_attempt_is_answered()
    {
        _engine.Holds("");
        var pending = _engine.AskAsync();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(HalfAttempt);
        Assert.True((await pending).Succeeded);
        await Eventually.HoldsAsync(() => Replacements == 1);
    }

    [Fact]
    public async Task Connections_are_kept_if_the_first_attempt_is_answered_after_the_second_began()
    {
        var first = _engine.Holds(TokenEngine.TokenResponse());
        var pending = _engine.AskAsync();
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Holds(TokenEngine.TokenResponse());
        _engine.Clock.Advance(HalfAttempt);
        await Eventually.HoldsAsync(() => _engine.Held == 2);
        first.SetResult();
        Assert.True((await pending).Succeeded);
        const string Cancelled =
            """ciam_gateway_token_requests_total{client="provisioning",scope="application.client",outcome="timeout"}""";
        await Eventually.ValueAsync(() => _engine.SeriesAsync(Cancelled), count => count == 1);
        Assert.Equal(0, Replacements);
    }

    [Fact]
    public async Task A_renewal_for_which_no_call_waits_is_one_attempt()
    {
        await _engine.Answers(TokenEngine.TokenResponse()).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(7199 * 0.9));
        _engine.Holds("");
        Assert.True(_engine.Now().Succeeded);
        await Eventually.HoldsAsync(() => _engine.Held == 1);
        _engine.Clock.Advance(HalfAttempt);
        _engine.Clock.Advance(HalfAttempt);
        await _engine.RefusedAsync(times: 1);
        Assert.Equal(1, _engine.Held);
    }

    [Fact]
    public async Task All_attempts_at_an_endpoint_that_does_not_answer_are_one_a_second()
    {
        string[] scopes = ["a", "b", "c"];
        _engine.Answers("", 503);
        foreach (var scope in scopes)
        {
            await _engine.AskAsync(scope);
        }
        _engine.Holds("");
        _engine.WarmTokens.Want([.. scopes.Select(scope => TokenEngine.Wanted(scope))]);
        for (var second = 1; second <= 20; second++)
        {
            for (var part = 0; part < 4; part++)
            {
                _engine.Clock.Advance(TimeSpan.FromSeconds(0.25));
            }
            // A turn is lost if the other attempt ends at the same time.
            await Eventually.HoldsAsync(() => _engine.Held >= (second / 2) - 1);
            Assert.InRange(_engine.Held, 0, second + 1);
        }
    }

    [Fact]
    public async Task Each_token_is_there_within_two_seconds_once_one_attempt_is_answered()
    {
        string[] scopes = ["a", "b", "c"];
        var waiting = _engine.Holds("");
        var pending = scopes.Select(scope => _engine.AskAsync(scope)).ToList();
        await Eventually.HoldsAsync(() => _engine.Held == scopes.Length);
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(HalfAttempt);
        Assert.All(await Task.WhenAll(pending), result => Assert.True(result.Succeeded));
        waiting.SetResult();
    }

    private int Replacements => _engine.Log.GetSnapshot().Count(entry => entry.Id.Id == 9004);

    private async Task FailAsync(bool hasFailedBefore)
    {
        if (hasFailedBefore)
        {
            Assert.False((await _engine.Answers("", 503).AskAsync()).Succeeded);
            _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}

public sealed class UnansweredRequestTests() : UnansweredRequestSuite(redis: null);

public sealed class UnansweredRequestOverRedisTests(RedisFixture redis) : UnansweredRequestSuite(redis);
