using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>The last hour of all routes, in minutes.</summary>
public sealed class TrafficHourTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly RecentTraffic _traffic;

    public TrafficHourTests() => _traffic = new RecentTraffic(_clock);

    [Fact]
    public void Each_minute_has_its_calls_errors_and_times()
    {
        Call("one", CallOutcome.Succeeded, 10);
        Call("two", CallOutcome.Unreachable, 20);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Call("one", CallOutcome.ApiFailed, 30);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var hour = _traffic.OfHour();
        Assert.Equal(Noon, hour.Start);
        Assert.Equal([2, 1, 0], hour.Minutes.Select(minute => minute.Requests));
        Assert.Equal([1, 0, 0], hour.Minutes.Select(minute => minute.Of(CallOutcome.Unreachable)));
        Assert.Equal([0, 1, 0], hour.Minutes.Select(minute => minute.Of(CallOutcome.ApiFailed)));
        Assert.InRange(hour.Minutes[1].Quantile(0.5)!.Value.TotalMilliseconds, 28, 32);
        Assert.Null(hour.Minutes[2].Quantile(0.5));
    }

    [Fact]
    public void What_the_last_minute_has_forgotten_is_in_the_hour_and_counted_once()
    {
        for (var second = 0; second < 7200; second += 5)
        {
            Call("one", CallOutcome.Succeeded, 1);
            Call("two", CallOutcome.TimedOut, 1);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }
        var hour = _traffic.OfHour();
        Assert.Equal(Noon + TimeSpan.FromMinutes(61), hour.Start);
        Assert.Equal(60, hour.Minutes.Count);
        Assert.All(hour.Minutes.SkipLast(1), minute => Assert.Equal((24, 12), (minute.Requests, minute.Of(CallOutcome.TimedOut))));
        Assert.Equal(0, hour.Minutes[^1].Requests);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.All(_traffic.OfHour().Minutes, minute => Assert.Equal(0, minute.Requests));
    }

    [Fact]
    public void Token_requests_count_by_their_outcome()
    {
        _traffic.TokenRequested(isGranted: true);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _traffic.TokenRequested(isGranted: false);
        _traffic.TokenRequested(isGranted: false);
        var minutes = _traffic.OfHour().Minutes;
        Assert.Equal([(1, 0), (0, 2)], minutes.Select(minute => (minute.TokensGranted, minute.TokensFailed)));
    }

    [Fact]
    public void Nothing_is_lost_between_threads_that_replace_slices()
    {
        for (var slice = 0; slice < 100; slice++)
        {
            Parallel.For(0, 200, i => Call($"route {i % 3}", CallOutcome.Succeeded, 1));
            _clock.Advance(TimeSpan.FromSeconds(5));
        }
        Assert.Equal(20_000, _traffic.OfHour().Minutes.Sum(minute => minute.Requests));
    }

    private void Call(string route, CallOutcome outcome, int milliseconds) =>
        _traffic.Answered(route, outcome, 200, TimeSpan.FromMilliseconds(milliseconds));
}
