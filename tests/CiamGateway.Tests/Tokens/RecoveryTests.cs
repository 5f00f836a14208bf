using WireMock.ResponseBuilders;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>
/// However long an outage of the authorization server lasts, calls succeed within two seconds of its end, and it is asked once a second at
/// most.
/// </summary>
public abstract class RecoverySuite(RedisFixture? redis) : TokenEngineSuite(redis, options => options.Retries = 0)
{
    public static TheoryData<int, string, int> Outages =>
        new(
            from outage in (IEnumerable<(int, string)>)
                [(503, ""), (500, "oops"), (429, ""), (408, ""), (404, "<html>"), (403, "<html>"), (200, "<html>"), (200, "{}")]
            from seconds in (int[])[10, 30, 90]
            select (outage.Item1, outage.Item2, seconds)
        );

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Calls_succeed_within_two_seconds_of_the_end_of_an_outage_in_which_the_server_was_asked_once_a_second(
        int status,
        string body,
        int seconds
    )
    {
        _engine.Answers(body, status);
        await CallAsync(seconds);
        Assert.InRange(_engine.TokenRequests, seconds - 3, seconds + 3);
        Assert.InRange(await RecoveryAsync(), 0, 2);
    }

    [Fact]
    public async Task An_estimate_of_an_outage_is_not_waited_for_while_calls_fail()
    {
        _engine.Answers(Response.Create().WithStatusCode(503).WithHeader("Retry-After", "200"));
        await CallAsync(seconds: 10);
        Assert.InRange(await RecoveryAsync(), 0, 2);
    }

    [Fact]
    public async Task A_client_that_is_told_to_slow_down_does_although_calls_fail()
    {
        _engine.Answers(Response.Create().WithStatusCode(429).WithHeader("Retry-After", "20"));
        await CallAsync(seconds: 15);
        Assert.Equal(1, _engine.TokenRequests);
        Assert.InRange(await RecoveryAsync(), 3, 6);
    }

    [Fact]
    public async Task A_client_that_was_told_to_slow_down_asks_for_all_its_tokens_once_that_time_is_over_and_one_is_granted()
    {
        _engine
            .Answers(Response.Create().WithStatusCode(429).WithHeader("Retry-After", "20"))
            .WarmTokens.Want([.. Enumerable.Range(0, 20).Select(scope => TokenEngine.Wanted($"s{scope}"))]);
        await PassAsync(seconds: 15);
        Assert.Equal(20, _engine.TokenRequests);
        _engine.Answers(TokenEngine.TokenResponse());
        await PassAsync(seconds: 7);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
    }

    [Fact]
    public async Task A_refusal_is_tried_again_every_five_seconds_while_calls_fail()
    {
        _engine.Answers("""{ "error": "invalid_client" }""", 401);
        var started = _engine.Clock.GetUtcNow();
        await CallAsync(seconds: 60);
        // The clock goes on while a call waits, so that more than a minute may have passed. Each end of the back-off adds a request.
        var pauses = (_engine.Clock.GetUtcNow() - started) / TimeSpan.FromSeconds(5);
        Assert.InRange(_engine.TokenRequests, pauses - 2, pauses + 3);
        Assert.InRange(await RecoveryAsync(), 0, 6);
    }

    [Fact]
    public async Task An_outage_of_an_endpoint_that_serves_one_token_opens_the_circuit_breaker_until_it_grants_a_token()
    {
        const string Series = "ciam_gateway_token_endpoint_circuit_open{client=\"provisioning\"}";
        _engine.Answers("", 503);
        await CallAsync(seconds: 10);
        Assert.Equal(1, await _engine.SeriesAsync(Series));
        Assert.InRange(_engine.TokenRequests, 7, 13);
        Assert.InRange(await RecoveryAsync(), 0, 2);
        await Eventually.ValueAsync(() => _engine.SeriesAsync(Series), open => open is 0);
    }

    [Fact]
    public async Task A_server_that_no_call_needs_is_left_alone_for_the_pause()
    {
        _engine.Answers("", 503);
        await CallAsync(seconds: 30);
        _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await _engine.AtRestAsync();
        var requests = _engine.TokenRequests;
        await PassAsync(seconds: 60);
        Assert.Equal(requests, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_missing_token_that_is_kept_warm_counts_as_a_call_that_fails()
    {
        _engine.Answers("<html>", 404).WarmTokens.Want([TokenEngine.Wanted()]);
        await PassAsync(seconds: 60);
        Assert.InRange(_engine.TokenRequests, 55, 63);
        _engine.Answers(TokenEngine.TokenResponse());
        await PassAsync(seconds: 2);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
    }

    [Fact]
    public async Task One_success_retries_every_token_of_the_endpoint_also_of_other_clients()
    {
        _engine.Reconfigure(options => (options.ClientId, options.Retries) = ("another", 0), client: "other");
        _engine
            .Answers("", 503)
            .WarmTokens.Want([
                .. Enumerable.Range(0, 20).Select(scope => TokenEngine.Wanted($"s{scope}")),
                TokenEngine.Wanted(client: "other"),
            ]);
        await PassAsync(seconds: 60);
        Assert.InRange(_engine.TokenRequests, 50, 120);
        _engine.Answers(TokenEngine.TokenResponse());
        await PassAsync(seconds: 2);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
    }

    [Fact]
    public async Task A_success_closes_the_breaker()
    {
        _engine.Answers("", 503);
        foreach (var scope in (string[])["a", "b", "c", "d"])
        {
            await _engine.GetAsync(scope);
        }
        await CallAsync(seconds: 4);
        Assert.Equal(1, await _engine.SeriesAsync("ciam_gateway_token_endpoint_circuit_open{client=\"provisioning\"}"));
        await RecoveryAsync();
        await Eventually.ValueAsync(
            () => _engine.SeriesAsync("ciam_gateway_token_endpoint_circuit_open{client=\"provisioning\"}"),
            value => value == 0
        );
        Assert.True((await _engine.GetAsync("other")).Succeeded);
    }

    [Fact]
    public async Task A_token_that_fails_for_its_own_reason_does_not_keep_the_others_waiting()
    {
        _engine.Answers("", 503).WarmTokens.Want([TokenEngine.Wanted("broken")]);
        await PassAsync(seconds: 5);
        _engine.Answers(TokenEngine.TokenResponse());
        _engine.Reconfigure(options => options.ClientSecret = "second", client: "other");
        Assert.True((await _engine.GetAsync(client: "other")).Succeeded);
    }

    [Fact]
    public async Task An_outage_is_one_warning_for_each_pause_of_the_back_off()
    {
        _engine.Answers("", 503);
        await CallAsync(seconds: 90);
        Assert.InRange(_engine.Log.GetSnapshot().Count(entry => entry.Id.Id == 2002), 4, 15);
    }

    [Fact]
    public async Task A_caller_is_told_to_come_back_in_a_second_however_long_the_outage_lasts()
    {
        _engine.Answers("", 503);
        await CallAsync(seconds: 60);
        Assert.Equal(TimeSpan.FromSeconds(1), (await _engine.GetAsync()).Failure!.RetryAfter);
    }

    [Fact]
    public async Task A_rejected_token_is_replaced_within_two_seconds_of_the_end_of_an_outage()
    {
        await _engine.Answers(TokenEngine.TokenResponse("t0ken-r")).GetAsync();
        _engine.Answers("", 503);
        await RejectAsync(seconds: 60);
        Assert.InRange(_engine.TokenRequests, 40, 65);
        _engine.Answers(TokenEngine.TokenResponse("new"));
        await RejectAsync(seconds: 2);
        Assert.Equal("Bearer new", _engine.Now().Token!.AuthorizationHeader);
    }

    /// <summary>Calls four times a second.</summary>
    private async Task CallAsync(double seconds)
    {
        var end = _engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds);
        for (var calls = 0; _engine.Clock.GetUtcNow() < end; calls++)
        {
            Assert.False((await _engine.GetAsync()).Succeeded);
            await PassAsync(seconds: 0.25);
        }
    }

    /// <summary>Has the API reject the token four times a second.</summary>
    private async Task RejectAsync(double seconds)
    {
        var end = _engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds);
        for (var calls = 0; _engine.Clock.GetUtcNow() < end; calls++)
        {
            var pending = _engine.Source().Now.Slot.ReplaceAsync("Bearer t0ken-r", "route", TestContext.Current.CancellationToken);
            await _engine.RunClockUntil(() => pending.IsCompleted);
            await PassAsync(seconds: 0.25);
        }
    }

    /// <summary>The seconds from the server's return to the first call that succeeds.</summary>
    private async Task<double> RecoveryAsync()
    {
        var back = _engine.Answers(TokenEngine.TokenResponse()).Clock.GetUtcNow();
        for (var calls = 0; calls < 1000 && !(await _engine.GetAsync()).Succeeded; calls++)
        {
            await PassAsync(seconds: 0.1);
        }
        return (_engine.Clock.GetUtcNow() - back).TotalSeconds;
    }

    /// <summary>Lets time pass in small steps, each after whatever the one before has started.</summary>
    private async Task PassAsync(double seconds)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.05)
        {
            _engine.Clock.Advance(TimeSpan.FromSeconds(0.05));
            await _engine.AtRestAsync();
        }
    }
}

public sealed class RecoveryTests() : RecoverySuite(redis: null);

public sealed class RecoveryOverRedisTests(RedisFixture redis) : RecoverySuite(redis);
