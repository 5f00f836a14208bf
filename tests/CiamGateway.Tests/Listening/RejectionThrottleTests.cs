using CiamGateway.Listening;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>How many lines of the log rejected requests may cause, and which addresses are named.</summary>
public sealed class RejectionThrottleTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RejectionThrottle _throttle;

    public RejectionThrottleTests() => _throttle = new RejectionThrottle(_clock);

    [Fact]
    public void Each_second_one_address_is_named_for_each_reason_and_none_twice_in_a_minute()
    {
        Assert.True(_throttle.IsDue("header", "192.0.2.1"));
        Assert.True(_throttle.IsDue("host", "192.0.2.1"));
        Assert.False(_throttle.IsDue("header", "192.0.2.2"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_throttle.IsDue("header", "192.0.2.1"));
        Assert.True(_throttle.IsDue("header", "192.0.2.2"));
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.True(_throttle.IsDue("header", "192.0.2.1"));
    }

    [Fact]
    public void With_more_than_a_thousand_addresses_all_are_forgotten()
    {
        for (var i = 0; i <= 1000; i++)
        {
            Assert.True(_throttle.IsDue("header", $"192.0.2.{i}"));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.False(_throttle.IsDue("header", "192.0.2.1000"));
        Assert.True(_throttle.IsDue("header", "192.0.2.1001"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_throttle.IsDue("header", "192.0.2.1000"));
    }
}
