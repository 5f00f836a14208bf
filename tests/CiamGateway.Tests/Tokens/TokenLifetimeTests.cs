using CiamGateway.Tests.Support;
using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public sealed class TokenLifetimeTests
{
    private static readonly TimeSpan LongestSkew = TimeSpan.FromSeconds(30);
    private readonly TwoClocks _clocks = new();

    [Theory]
    [InlineData(7200, 7169, 7170)]
    [InlineData(60, 53, 54)]
    [InlineData(10, 8, 9)]
    public void A_new_token_is_wanted_from_the_skew_on_which_is_at_most_a_tenth(int lifetime, int before, int from)
    {
        var token = Lifetime(lifetime);
        _clocks.Advance(TimeSpan.FromSeconds(before));
        Assert.False(token.WantsRenewal);
        _clocks.Advance(TimeSpan.FromSeconds(from - before));
        Assert.True(token.WantsRenewal);
        Assert.False(token.IsOver);
    }

    [Fact]
    public void The_token_is_over_at_its_lifetime_and_not_before()
    {
        var token = Lifetime(60);
        _clocks.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.False(token.IsOver);
        _clocks.Advance(TimeSpan.FromTicks(1));
        Assert.True(token.IsOver);
        Assert.Equal(TimeSpan.Zero, token.Remaining);
    }

    [Fact]
    public void A_wall_clock_that_jumps_two_hours_ahead_ends_the_token()
    {
        var token = Lifetime(7199);
        _clocks.Wall += TimeSpan.FromHours(2);
        Assert.True(token.IsOver);
    }

    [Fact]
    public void A_wall_clock_that_jumps_two_hours_back_does_not_prolong_the_token()
    {
        var token = Lifetime(7199);
        _clocks.Wall -= TimeSpan.FromHours(2);
        Assert.False(token.IsOver);
        _clocks.Advance(TimeSpan.FromSeconds(7199));
        Assert.True(token.IsOver);
    }

    [Fact]
    public void A_machine_that_slept_finds_its_token_over_although_the_monotonic_clock_stood_still()
    {
        var token = Lifetime(60);
        _clocks.Wall += TimeSpan.FromSeconds(61);
        Assert.True(token.IsOver);
    }

    private TokenLifetime Lifetime(int seconds) => new(_clocks, Moment.Now(_clocks), TimeSpan.FromSeconds(seconds), LongestSkew);
}
