using System.Globalization;
using CiamGateway.Tokens;
using Microsoft.AspNetCore.Http;
using WireMock.ResponseBuilders;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>An authorization server that fails is asked seldom. Until then, callers get its last failure.</summary>
public abstract class OutageSuite(RedisFixture? redis) : TokenEngineSuite(redis, options => options.Retries = 0)
{
    [Fact]
    public async Task After_a_failure_callers_are_answered_at_once_and_the_server_is_left_alone_for_the_pause()
    {
        await _engine.Answers("", 503).GetAsync();
        for (var i = 0; i < 100; i++)
        {
            Assert.Contains("status 503", _engine.Now().Failure!.Detail, StringComparison.Ordinal);
        }
        Assert.Equal(1, _engine.TokenRequests);
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.True((await _engine.GetAsync()).Succeeded);
    }

    [Fact]
    public async Task Through_an_outage_without_a_token_there_is_at_most_one_attempt_a_second()
    {
        _engine.Answers("", 503);
        var end = _engine.Clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        while (_engine.Clock.GetUtcNow() < end)
        {
            var result = await _engine.GetAsync();
            Assert.Equal(TimeSpan.FromSeconds(1), result.Failure!.RetryAfter);
            _engine.Clock.Advance(TimeSpan.FromSeconds(0.5));
        }
        Assert.InRange(_engine.TokenRequests, 200, 300);
    }

    [Fact]
    public async Task A_refused_client_is_not_tried_again_for_five_seconds_and_says_so_to_everybody()
    {
        await _engine.Answers("""{ "error": "invalid_client" }""", 401).GetAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TokenFailureKind.Refused, _engine.Now().Failure!.Kind);
        Assert.Equal(1, _engine.TokenRequests);
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await _engine.GetAsync()).Succeeded);
    }

    [Fact]
    public async Task Retry_After_is_obeyed()
    {
        await _engine.Answers(Response.Create().WithStatusCode(429).WithHeader("Retry-After", "77")).GetAsync();
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(TimeSpan.FromSeconds(70));
        Assert.InRange(_engine.Now().Failure!.RetryAfter!.Value.TotalSeconds, 1, 7);
        _engine.Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.True((await _engine.GetAsync()).Succeeded);
    }

    [Fact]
    public async Task The_breaker_opens_after_half_of_at_least_four_calls_failed_and_names_the_cause()
    {
        await FailAsync("a", "b", "c", "d");
        var fifth = await _engine.AskAsync("e");
        Assert.Equal(4, _engine.TokenRequests);
        Assert.Contains("status 503", fifth.Failure!.Detail, StringComparison.Ordinal);
        Assert.Contains("left alone for a while", fifth.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), fifth.Failure.RetryAfter);
    }

    [Fact]
    public async Task A_breaker_that_opens_between_attempts_without_an_answer_names_the_cause()
    {
        using var engine = new TokenEngine(options =>
        {
            (options.Retries, options.AttemptTimeout) = (2, TimeSpan.FromSeconds(1));
            options.CircuitBreaker.MinimumCalls = 2;
        });
        engine.Holds("");
        Assert.Equal(
            "The authorization server did not answer in time (1 s an attempt). It failed too often, and is left alone for a while.",
            (await engine.GetAsync()).Failure!.Detail
        );
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task An_open_breaker_stays_open_for_its_time_however_the_wall_clock_is_set(int hours)
    {
        await FailAsync("a", "b", "c", "d");
        _engine.Clock.JumpWall(TimeSpan.FromHours(hours));
        // Less than 5 s, since the clock has run on while Redis answered.
        _engine.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False((await _engine.AskAsync("e")).Succeeded);
        Assert.Equal(4, _engine.TokenRequests);
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await _engine.GetAsync("f")).Succeeded);
    }

    [Fact]
    public async Task The_open_breaker_lets_one_call_through_after_its_time_and_doubles_the_time_when_that_fails()
    {
        await FailAsync("a", "b", "c", "d");
        foreach (var (pause, attempts) in ((double, int)[])[(5, 5), (10, 6), (20, 7), (40, 8), (60, 9), (60, 10)])
        {
            _engine.Clock.Advance(TimeSpan.FromSeconds(pause - 1));
            await _engine.AskAsync($"too-early-{attempts}");
            Assert.Equal(attempts - 1, _engine.TokenRequests);
            _engine.Clock.Advance(TimeSpan.FromSeconds(1));
            await FailAsync($"half-open-{attempts}");
            Assert.Equal(attempts, _engine.TokenRequests);
        }
        _engine.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True((await _engine.Answers(TokenEngine.TokenResponse()).GetAsync("closed")).Succeeded);
        Assert.True((await _engine.GetAsync("stays-closed")).Succeeded);
    }

    [Fact]
    public async Task Three_failures_in_a_row_and_refusals_leave_the_breaker_closed()
    {
        await FailAsync("a", "b", "c");
        _engine.Answers("""{ "error": "invalid_scope" }""", 400);
        foreach (var scope in (string[])["d", "e", "f", "g", "h"])
        {
            Assert.Contains("invalid_scope", (await _engine.GetAsync(scope)).Failure!.Detail, StringComparison.Ordinal);
        }
        Assert.Equal(8, _engine.TokenRequests);
    }

    [Fact]
    public async Task A_fault_of_one_token_client_touches_no_other()
    {
        _engine.Reconfigure(options => (options.TokenEndpoint, options.Retries) = (_engine.Server.Url + "/elsewhere", 0), client: "other");
        _engine.Answers(TokenEngine.TokenResponse());
        for (var i = 0; i < 6; i++)
        {
            Assert.False((await _engine.GetAsync(i.ToString(CultureInfo.InvariantCulture), "other")).Succeeded);
        }
        Assert.True((await _engine.GetAsync()).Succeeded);
        Assert.True((await _engine.GetAsync("more")).Succeeded);
    }

    [Fact]
    public async Task A_trickling_answer_is_given_up_after_the_attempts_time()
    {
        await using var server = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(5), context.RequestAborted);
            }
        });
        using var engine = new TokenEngine(options =>
        {
            (options.TokenEndpoint, options.Retries) = (server.Address.AbsoluteUri, 0);
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
        });
        Assert.Contains("did not answer in time (1 s an attempt)", (await engine.GetAsync()).Failure!.Detail, StringComparison.Ordinal);
    }

    private async Task FailAsync(params string[] scopes)
    {
        _engine.Answers("", 503);
        foreach (var scope in scopes)
        {
            Assert.False((await _engine.GetAsync(scope)).Succeeded);
        }
    }
}

public sealed class OutageTests() : OutageSuite(redis: null);

public sealed class OutageOverRedisTests(RedisFixture redis) : OutageSuite(redis);
