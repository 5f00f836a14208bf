using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public sealed class TokenLifetimeTests
{
    private static readonly TimeSpan LongestSkew = TimeSpan.FromSeconds(30);
    private readonly TwoClocks _clocks = new();

    [Theory]
    [InlineData(7200, 7199)]
    [InlineData(60, 59)]
    [InlineData(10, 9)]
    [InlineData(5, 4.5)]
    [InlineData(1, 0.9)]
    public void A_token_serves_at_once_until_the_last_second_and_at_most_the_last_tenth(double lifetime, double lastPart)
    {
        var token = Lifetime(lifetime, refreshAge: 0.5);
        _clocks.Advance(TimeSpan.FromSeconds(lastPart) - TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.Due, token.Phase);
        _clocks.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.LastPart, token.Phase);
    }

    [Theory]
    [InlineData(7200, 7170)]
    [InlineData(60, 54)]
    [InlineData(10, 9)]
    [InlineData(9, 8)]
    [InlineData(5, 4)]
    [InlineData(2, 1)]
    [InlineData(1, 0.9)]
    public void A_renewal_is_overdue_from_the_skew_on_which_is_at_most_a_tenth_and_covers_a_second_of_rounding(
        double lifetime,
        double overdue
    )
    {
        var token = Lifetime(lifetime, refreshAge: lifetime);
        Assert.Equal(TimeSpan.FromSeconds(overdue), token.PlannedRefresh);
        _clocks.Advance(TimeSpan.FromSeconds(overdue) - TimeSpan.FromTicks(1));
        Assert.False(token.IsOverdue);
        _clocks.Advance(TimeSpan.FromTicks(1));
        Assert.True(token.IsOverdue);
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
        Assert.Equal(TokenPhase.Due, token.Phase);
    }

    [Fact]
    public void The_token_is_over_at_its_lifetime_and_not_before()
    {
        var token = Lifetime(60);
        _clocks.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.LastPart, token.Phase);
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
        _clocks.Advance(TimeSpan.FromSeconds(59) - TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.Due, token.Phase);
        _clocks.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TokenPhase.LastPart, token.Phase);
        _clocks.Advance(TimeSpan.FromSeconds(1));
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
    public void A_machine_that_slept_finds_its_token_over_although_the_monotonic_clock_stopped()
    {
        var token = Lifetime(60);
        _clocks.JumpWall(TimeSpan.FromSeconds(61));
        Assert.Equal(TokenPhase.Over, token.Phase);
    }

    private TokenLifetime Lifetime(double seconds, double refreshAge = 1) =>
        new(_clocks, ClockReading.Now(_clocks), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(refreshAge), LongestSkew);
}
