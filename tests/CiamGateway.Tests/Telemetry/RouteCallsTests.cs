using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>Since when and why the calls of a route fail, and when they succeed again.</summary>
public sealed class RouteCallsTests
{
    private const string Route = "user-list";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly RecentTraffic _traffic;

    public RouteCallsTests() => _traffic = new RecentTraffic(_clock);

    private CallCondition Now => _traffic.ConditionOf(Route);

    [Fact]
    public void A_route_without_calls_is_not_said_to_succeed()
    {
        Assert.Equal(CallState.NoCalls, Now.State);
        Call(CallOutcome.CallerRefused, 401);
        Assert.Equal(CallState.NoCalls, Now.State);
        Call(CallOutcome.Succeeded);
        Assert.Equal(CallState.Succeed, Now.State);
        Pass(minutes: 59);
        Assert.Equal(CallState.Succeed, Now.State);
        Pass(minutes: 2);
        Assert.Equal(CallState.NoCalls, Now.State);
    }

    [Fact]
    public void Every_call_fails_if_the_first_one_does()
    {
        var since = _clock.GetUtcNow();
        Call(CallOutcome.ApiFailed, 500);
        Pass(seconds: 3);
        Call(CallOutcome.ApiFailed, 500);
        Assert.Equal((CallState.AllFail, since, null), (Now.State, Now.Since, Now.LastSuccess));
        Assert.Equal((500, 2L), (Now.Failures[0].Status, Now.Failures[0].Count));
    }

    [Fact]
    public void A_break_after_successes_shows_at_the_second_failure()
    {
        Call(CallOutcome.Succeeded, times: 20);
        Pass(seconds: 1);
        var since = _clock.GetUtcNow();
        Call(CallOutcome.Unreachable, 502);
        Assert.Equal(CallState.SomeFail, Now.State);
        Call(CallOutcome.Unreachable, 502);
        Assert.Equal((CallState.AllFail, since), (Now.State, Now.Since));
    }

    [Fact]
    public void One_failure_of_the_last_call_becomes_every_call_while_none_succeeds()
    {
        Call(CallOutcome.Succeeded);
        Call(CallOutcome.TimedOut, 504);
        Assert.Equal(CallState.SomeFail, Now.State);
        Pass(seconds: 10);
        Assert.Equal(CallState.AllFail, Now.State);
    }

    [Fact]
    public void Calls_of_which_half_fail_never_count_as_all_failing()
    {
        Call(CallOutcome.Succeeded);
        var since = _clock.GetUtcNow();
        for (var i = 0; i < 200; i++)
        {
            Call(CallOutcome.ApiFailed, 500, times: 1 + (i % 3));
            Assert.NotEqual(CallState.AllFail, i < 3 ? CallState.SomeFail : Now.State);
            Call(CallOutcome.Succeeded, times: 1 + (i % 2));
            Pass(seconds: 1);
        }
        Assert.Equal((CallState.SomeFail, since), (Now.State, Now.Since));
        Assert.Null(Now.Recovery);
    }

    [Fact]
    public void A_success_ends_it_and_the_time_of_both_is_kept()
    {
        var since = _clock.GetUtcNow();
        Call(CallOutcome.NoToken, 503, times: 5);
        Pass(minutes: 4);
        Call(CallOutcome.NoToken, 503);
        Call(CallOutcome.Succeeded);
        Assert.Equal((CallState.Succeed, null), (Now.State, Now.Since));
        Assert.Equal((since, since + TimeSpan.FromMinutes(4)), (Now.Recovery!.Since, Now.Recovery.Until));
        Assert.Equal(6, Now.Failures[0].Count);

        Call(CallOutcome.NoToken, 503);
        Call(CallOutcome.Succeeded);
        Assert.Equal((CallState.SomeFail, _clock.GetUtcNow()), (Now.State, Now.Since));
    }

    [Fact]
    public void A_request_that_is_wrong_itself_proves_that_the_API_answers()
    {
        Call(CallOutcome.Unreachable, 502, times: 3);
        Call(CallOutcome.RequestRejected, 404);
        Assert.Equal(CallState.Succeed, Now.State);
    }

    [Fact]
    public void Refused_callers_end_no_failure()
    {
        Call(CallOutcome.ApiFailed, 500, times: 3);
        Call(CallOutcome.CallerRefused, 401, times: 100);
        Assert.Equal(CallState.AllFail, Now.State);
    }

    [Fact]
    public void Some_failures_are_forgiven_after_a_minute_without_one()
    {
        Call(CallOutcome.Succeeded);
        Call(CallOutcome.ApiFailed, 500);
        Call(CallOutcome.Succeeded, times: 50);
        Call(CallOutcome.ApiFailed, 500);
        Call(CallOutcome.Succeeded);
        Pass(seconds: 59);
        Call(CallOutcome.Succeeded);
        Assert.Equal(CallState.SomeFail, Now.State);
        Pass(seconds: 1);
        Assert.Equal(CallState.Succeed, Now.State);
        Assert.Equal(2, Now.Failures[0].Count);
    }

    [Fact]
    public void Callers_that_give_up_count_only_if_no_call_succeeds()
    {
        Call(CallOutcome.CallerGone, 499, times: 2);
        Assert.Equal(CallState.NoCalls, Now.State);
        Call(CallOutcome.CallerGone, 499);
        Assert.Equal(CallState.AllFail, Now.State);
        Call(CallOutcome.Succeeded);
        Call(CallOutcome.CallerGone, 499, times: 3);
        Assert.Equal(CallState.Succeed, Now.State);
    }

    [Fact]
    public void A_failure_is_forgotten_after_an_hour()
    {
        Call(CallOutcome.Unreachable, 502, times: 3);
        Pass(minutes: 59);
        Assert.Equal(CallState.AllFail, Now.State);
        Pass(minutes: 1);
        Assert.Equal((CallState.NoCalls, 0), (Now.State, Now.Failures.Count));
    }

    [Fact]
    public void The_last_five_kinds_of_failures_are_kept()
    {
        foreach (var status in (int[])[500, 501, 502, 503, 504, 505])
        {
            Call(CallOutcome.ApiFailed, status);
        }
        Assert.Equal([505, 504, 503, 502, 501], Now.Failures.Select(failure => failure.Status));
    }

    /// <summary>Also while the first of them is still being read.</summary>
    [Fact]
    public void Of_alike_failures_one_a_second_is_read()
    {
        var calls = _traffic.Answered(Route, CallOutcome.ApiFailed, 500, TimeSpan.Zero);
        Assert.Equal([true, false, true], ((int[])[500, 500, 503]).Select(IsRead));
        Pass(seconds: 1);
        Assert.Equal([true, true, false], ((int[])[500, 503, 503]).Select(IsRead));
        foreach (var status in (int[])[500, 503, 504, 505, 506, 507])
        {
            Call(CallOutcome.ApiFailed, status);
        }
        Assert.Equal([true, false], ((int[])[500, 503]).Select(IsRead));

        bool IsRead(int status) => calls.TakeReading(CallOutcome.ApiFailed, status, null);
    }

    private void Call(CallOutcome outcome, int status = 200, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            var calls = _traffic.Answered(Route, outcome, status, TimeSpan.FromMilliseconds(1));
            if (outcome.IsFailure() || outcome is CallOutcome.CallerGone)
            {
                var now = _clock.GetUtcNow();
                calls.Failed(new CallFailure(outcome, status, null, null, "read", "trace", now, now));
            }
        }
    }

    private void Pass(int seconds = 0, int minutes = 0) => _clock.Advance(new TimeSpan(0, minutes, seconds));
}
