using CiamGateway.Telemetry.Log;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

public sealed class LogThrottleTests
{
    [Fact]
    public void A_trouble_is_due_once_a_minute_and_each_for_itself()
    {
        var clock = new FakeTimeProvider();
        var throttle = new LogThrottle(clock);
        Assert.True(throttle.IsDue("domain-list"));
        Assert.False(throttle.IsDue("domain-list"));
        Assert.True(throttle.IsDue("user-list"));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(throttle.IsDue("domain-list"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(throttle.IsDue("domain-list"));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(throttle.IsDue("domain-list"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(throttle.IsDue("domain-list"));
    }
}
