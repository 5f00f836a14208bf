using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public sealed class RenewalTimerTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private readonly TwoClocks _clock = new();
    private readonly RenewalTimer _timer;
    private int _wakings;

    public RenewalTimerTests() => _timer = new RenewalTimer(_clock, () => _wakings++);

    public void Dispose() => _timer.Dispose();

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 0.05)]
    [InlineData(0.06, 0.06)]
    [InlineData(29, 29)]
    [InlineData(3600, 30)]
    public void It_wakes_once_when_the_time_has_come_but_never_in_a_spin_and_at_least_every_half_minute(double due, double seconds)
    {
        _timer.Start();
        _timer.Schedule(TimeSpan.FromSeconds(due));
        _clock.Advance(TimeSpan.FromSeconds(seconds) - Tick);
        Assert.Equal(0, _wakings);
        _clock.Advance(Tick);
        Assert.Equal(1, _wakings);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _wakings);
    }

    [Fact]
    public void Started_again_it_keeps_what_it_was_told()
    {
        _timer.Start();
        _timer.Schedule(TimeSpan.FromSeconds(5));
        _timer.Start();
        _timer.Schedule(TimeSpan.FromSeconds(7));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _wakings);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _wakings);
    }

    [Fact]
    public void A_stopped_timer_does_not_fire_until_it_is_started_and_scheduled_again()
    {
        Assert.Null(_timer.Running);
        _timer.Start();
        _timer.Schedule(TimeSpan.FromSeconds(5));
        _clock.Advance(Tick);
        Assert.Equal(Tick, _timer.Running);
        _timer.Stop();
        _timer.Schedule(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _wakings);
        Assert.Null(_timer.Running);
        _timer.Start();
        _timer.Schedule(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, _wakings);
        Assert.Equal(TimeSpan.FromSeconds(5), _timer.Running);
    }

    [Fact]
    public void A_disposed_timer_never_fires()
    {
        _timer.Start();
        _timer.Schedule(TimeSpan.FromSeconds(5));
        _timer.Dispose();
        _timer.Start();
        _timer.Schedule(TimeSpan.FromSeconds(5));
        Assert.Null(_timer.Running);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _wakings);
    }

    [Fact]
    public void At_rest_before_its_start_it_never_starts()
    {
        _timer.Dispose();
        _timer.Start();
        _timer.Schedule(TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _wakings);
    }
}
