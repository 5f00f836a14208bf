using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>The last minute of each route, counted without a lock and without a trace of what came before.</summary>
public sealed class RecentTrafficTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecentTraffic _traffic;

    public RecentTrafficTests() => _traffic = new RecentTraffic(_clock);

    [Fact]
    public void Requests_and_errors_count_by_route_and_together()
    {
        Answer("one", 200);
        Answer("one", 499);
        Answer("one", 500);
        Answer("two", 504);
        Assert.Equal((3, 1), (_traffic.OfRoute("one").Requests, _traffic.OfRoute("one").Errors));
        Assert.Equal((4, 2), (_traffic.OfAll().Requests, _traffic.OfAll().Errors));
        Assert.Equal(0, _traffic.OfRoute("nowhere").Requests);
        Assert.Null(_traffic.OfRoute("nowhere").Quantile(0.5));
    }

    [Fact]
    public void What_is_older_than_a_minute_counts_no_more()
    {
        Answer("one", 200);
        _clock.Advance(TimeSpan.FromSeconds(54));
        Answer("one", 200);
        Assert.Equal(2, _traffic.OfRoute("one").Requests);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, _traffic.OfRoute("one").Requests);
        Answer("one", 200);
        Assert.Equal(2, _traffic.OfRoute("one").Requests);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _traffic.OfRoute("one").Requests);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(59, 59)]
    [InlineData(60, 55)]
    [InlineData(3604, 59)]
    public void The_numbers_cover_what_has_passed_up_to_a_minute(int seconds, int covered)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(TimeSpan.FromSeconds(covered), _traffic.Covered);
    }

    [Theory]
    [InlineData(0.000001)]
    [InlineData(0.0005)]
    [InlineData(0.003)]
    [InlineData(0.25)]
    [InlineData(7)]
    [InlineData(60)]
    public void Quantiles_are_right_to_a_few_percent(double seconds)
    {
        for (var i = 1; i <= 1000; i++)
        {
            _traffic.Answered("one", CallOutcome.Succeeded, 200, TimeSpan.FromSeconds(seconds * i / 1000));
        }
        Assert.All([0.5, 0.99], part =>
            Assert.InRange(
                _traffic.OfRoute("one").Quantile(part)!.Value.TotalSeconds,
                seconds * part * 0.93,
                Math.Max(seconds * part * 1.07, 0.00007)
            )
        );
    }

    [Fact]
    public void A_request_of_hours_is_among_the_longest()
    {
        _traffic.Answered("one", CallOutcome.Succeeded, 200, TimeSpan.FromHours(5));
        Assert.InRange(_traffic.OfRoute("one").Quantile(0.99)!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void Nothing_is_lost_between_threads()
    {
        Parallel.For(0, 20_000, _ => Answer("one", 200));
        Assert.Equal(20_000, _traffic.OfRoute("one").Requests);
    }

    [Fact]
    public void A_request_allocates_nothing()
    {
        Answer("one", 200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Answer("one", 200);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Answer(string route, int status) =>
        _traffic.Answered(route, CallOutcomes.Of(null, status), status, TimeSpan.FromMilliseconds(1));
}
