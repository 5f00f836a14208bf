using CiamGateway.Configuration;
using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public sealed class BackoffTests
{
    private static readonly TokenFailure Passing = new(TokenFailureKind.Unavailable, "down");
    private static readonly TokenFailure Refusal = new(TokenFailureKind.Refused, "invalid_client");
    private readonly TwoClocks _clock = new();
    private readonly Backoff _backoff;

    public BackoffTests() => _backoff = new Backoff(new TokenBackoffOptions(), _clock);

    [Fact]
    public void Passing_failures_pause_for_1_2_4_up_to_30_seconds_give_or_take_half() =>
        AssertSteps(Passing, [1, 2, 4, 8, 16, 30, 30, 30]);

    [Fact]
    public void Refusals_pause_for_30_seconds_up_to_5_minutes_give_or_take_half() =>
        AssertSteps(Refusal, [30, 60, 120, 240, 300, 300]);

    [Fact]
    public void A_failure_of_another_kind_starts_with_its_own_first_pause()
    {
        AssertSteps(Passing, [1, 2, 4, 8, 16, 30, 30]);
        AssertSteps(Refusal, [30, 60]);
        AssertSteps(Passing, [1, 2]);
    }

    [Fact]
    public void Pauses_are_not_the_same_for_every_slot()
    {
        var pauses = Enumerable.Range(0, 100).Select(_ => new Backoff(new TokenBackoffOptions(), _clock).Note(Passing).RetryAfter!.Value).ToList();
        Assert.True(pauses.Max() - pauses.Min() > TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void What_the_server_says_counts_instead_of_the_step()
    {
        _backoff.Note(Passing with { RetryAfter = TimeSpan.FromSeconds(77) });
        Assert.Equal(TimeSpan.FromSeconds(77), _backoff.Remaining);
    }

    [Fact]
    public void While_it_lasts_the_failure_is_quoted_with_the_time_that_is_left()
    {
        _backoff.Note(Passing with { RetryAfter = TimeSpan.FromSeconds(77) });
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(Passing with { RetryAfter = TimeSpan.FromSeconds(70) }, _backoff.Failure);
        _clock.Advance(TimeSpan.FromSeconds(70));
        Assert.Null(_backoff.Failure);
        Assert.Equal(TimeSpan.Zero, _backoff.Remaining);
    }

    [Fact]
    public void A_refusal_names_no_time_to_its_caller() => Assert.Null(_backoff.Note(Refusal).RetryAfter);

    [Fact]
    public void A_success_starts_over()
    {
        _backoff.Note(Passing);
        _backoff.Note(Passing);
        _backoff.Clear();
        Assert.Null(_backoff.Failure);
        Assert.Equal(TimeSpan.Zero, _backoff.Remaining);
        Assert.InRange(_backoff.Note(Passing).RetryAfter!.Value.TotalSeconds, 0.5, 1.5);
    }

    private void AssertSteps(TokenFailure failure, int[] seconds)
    {
        foreach (var step in seconds)
        {
            _backoff.Note(failure);
            Assert.InRange(_backoff.Remaining.TotalSeconds, step * 0.5, step * 1.5);
        }
    }
}
