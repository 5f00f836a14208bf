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
        var reminder = new LogThrottle(clock);
        Assert.True(reminder.IsDue("domain-list"));
        Assert.False(reminder.IsDue("domain-list"));
        Assert.True(reminder.IsDue("user-list"));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(reminder.IsDue("domain-list"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(reminder.IsDue("domain-list"));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(reminder.IsDue("domain-list"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(reminder.IsDue("domain-list"));
    }
}
