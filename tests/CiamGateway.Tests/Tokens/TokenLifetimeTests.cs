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
    public void A_token_ends_from_the_skew_on_which_is_at_most_a_tenth(int lifetime, int before, int from)
    {
        var token = Lifetime(lifetime);
        _clocks.Advance(TimeSpan.FromSeconds(before));
        Assert.Equal(TokenPhase.Due, token.Phase);
        _clocks.Advance(TimeSpan.FromSeconds(from - before));
        Assert.Equal(TokenPhase.Ending, token.Phase);
    }

    [Fact]
    public void A_token_is_fresh_until_its_refresh_point_and_due_from_there()
    {
        var token = Lifetime(60, refreshAge: 45);
        _clocks.Advance(TimeSpan.FromSeconds(45) - TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.Fresh, token.Phase);
        Assert.Equal(TimeSpan.FromTicks(1), token.UntilRefresh);
        _clocks.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.Due, token.Phase);
        Assert.Equal(TimeSpan.Zero, token.UntilRefresh);
    }

    [Fact]
    public void A_refresh_point_within_the_skew_counts_as_its_beginning()
    {
        var token = Lifetime(60, refreshAge: 60);
        _clocks.Advance(TimeSpan.FromSeconds(54));
        Assert.Equal(TimeSpan.Zero, token.UntilRefresh);
        Assert.Equal(TokenPhase.Ending, token.Phase);
    }

    [Fact]
    public void The_token_is_over_at_its_lifetime_and_not_before()
    {
        var token = Lifetime(60);
        _clocks.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.Ending, token.Phase);
        Assert.Equal(TimeSpan.FromTicks(1), token.Remaining);
        _clocks.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.Over, token.Phase);
        Assert.Equal(TimeSpan.Zero, token.Remaining);
    }

    [Fact]
    public void A_token_that_is_due_now_keeps_its_skew_and_its_end()
    {
        var token = Lifetime(60, refreshAge: 45).DueNow();
        Assert.Equal(TokenPhase.Due, token.Phase);
        _clocks.Advance(TimeSpan.FromSeconds(54) - TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.Due, token.Phase);
        _clocks.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.Ending, token.Phase);
        _clocks.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TokenPhase.Over, token.Phase);
    }

    [Fact]
    public void A_wall_clock_that_jumps_two_hours_ahead_ends_the_token()
    {
        var token = Lifetime(7199);
        _clocks.JumpWall(TimeSpan.FromHours(2));
        Assert.Equal(TokenPhase.Over, token.Phase);
    }

    [Fact]
    public void A_wall_clock_that_jumps_two_hours_back_does_not_prolong_the_token()
    {
        var token = Lifetime(7199, refreshAge: 7000);
        _clocks.JumpWall(-TimeSpan.FromHours(2));
        Assert.Equal(TokenPhase.Fresh, token.Phase);
        _clocks.Advance(TimeSpan.FromSeconds(7199));
        Assert.Equal(TokenPhase.Over, token.Phase);
    }

    [Fact]
    public void A_machine_that_slept_finds_its_token_over_although_the_monotonic_clock_stood_still()
    {
        var token = Lifetime(60);
        _clocks.JumpWall(TimeSpan.FromSeconds(61));
        Assert.Equal(TokenPhase.Over, token.Phase);
    }

    private TokenLifetime Lifetime(int seconds, int refreshAge = 1) =>
        new(_clocks, Moment.Now(_clocks), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(refreshAge), LongestSkew);
}
