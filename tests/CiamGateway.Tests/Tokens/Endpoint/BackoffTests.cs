using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

public sealed class BackoffTests
{
    private static readonly TokenFailure Passing = new(TokenFailureKind.Unavailable, "down");
    private static readonly TokenFailure Refusal = new(TokenFailureKind.Refused, "invalid_client");
    private readonly TwoClocks _clock = new();
    private readonly Backoff _backoff;

    public BackoffTests() => _backoff = new Backoff(new TokenBackoffOptions(), _clock);

    [Fact]
    public void Passing_failures_pause_for_1_2_4_up_to_30_seconds_give_or_take_half() => AssertSteps(Passing, [1, 2, 4, 8, 16, 30, 30, 30]);

    [Fact]
    public void Refusals_pause_for_30_seconds_up_to_5_minutes_give_or_take_half() => AssertSteps(Refusal, [30, 60, 120, 240, 300, 300]);

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
        var pauses = Enumerable.Range(0, 100).Select(_ => PauseOf(new Backoff(new TokenBackoffOptions(), _clock))).ToList();
        Assert.True(pauses.Max() - pauses.Min() > TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void What_the_server_says_counts_instead_of_the_step()
    {
        _backoff.Note(Passing with { RetryAfter = TimeSpan.FromSeconds(77) });
        Assert.Equal(TimeSpan.FromSeconds(77), _backoff.Remaining);
    }

    [Fact]
    public void While_calls_fail_only_the_failures_own_least_pause_counts()
    {
        _backoff.Note(Passing with { RetryAfter = TimeSpan.FromSeconds(77) });
        Assert.Equal(TimeSpan.Zero, _backoff.LeastRemaining);
        Assert.Equal(Passing with { RetryAfter = TimeSpan.FromSeconds(1) }, _backoff.Failure);
        _backoff.Note(Passing with { RetryAfter = TimeSpan.FromSeconds(77), LeastPause = TimeSpan.FromSeconds(77) });
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(70), _backoff.LeastRemaining);
        Assert.Equal(TimeSpan.FromSeconds(70), _backoff.Failure!.RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(70));
        Assert.Equal(TimeSpan.Zero, _backoff.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(1), _backoff.Failure!.RetryAfter);
    }

    [Fact]
    public void A_probe_within_the_pause_that_fails_for_the_same_reason_does_not_prolong_it()
    {
        _backoff.Note(Refusal);
        _clock.Advance(TimeSpan.FromSeconds(5));
        var left = _backoff.Remaining;
        _backoff.Note(Refusal);
        Assert.Equal(left, _backoff.Remaining);
        Assert.Equal(2, _backoff.Trouble!.Attempts);
    }

    [Fact]
    public void Another_tokens_success_ends_the_pause_once()
    {
        _backoff.Note(Refusal);
        _backoff.Wake();
        Assert.True(_backoff.IsWoken);
        Assert.Equal(TimeSpan.Zero, _backoff.Remaining);
        _backoff.Begin();
        _backoff.Note(Refusal);
        _backoff.Wake();
        Assert.False(_backoff.IsWoken);
        _backoff.Begin();
        _backoff.Note(Refusal);
        _backoff.Wake();
        Assert.True(_backoff.IsWoken);
    }

    [Fact]
    public void Another_tokens_success_ends_the_pause_while_calls_fail_too()
    {
        _backoff.Note(Refusal with { LeastPause = TimeSpan.FromSeconds(5) });
        Assert.Equal(TimeSpan.FromSeconds(5), _backoff.LeastRemaining);
        _backoff.Wake();
        Assert.Equal(TimeSpan.Zero, _backoff.LeastRemaining);
    }

    [Fact]
    public void Another_tokens_success_ends_the_first_pause_after_a_success_too()
    {
        _backoff.Note(Refusal);
        _backoff.Wake();
        _backoff.Begin();
        _backoff.Clear();
        Assert.False(_backoff.IsWoken);
        _backoff.Begin();
        _backoff.Note(Refusal);
        _backoff.Wake();
        Assert.True(_backoff.IsWoken);
    }

    [Fact]
    public void Another_tokens_success_ends_no_pause_that_the_client_was_told_and_no_further_one_follows()
    {
        var told = TimeSpan.FromSeconds(77);
        _backoff.Note(Passing with { RetryAfter = told, LeastPause = told, IsOfClient = true });
        _backoff.Wake();
        Assert.False(_backoff.IsWoken);
        Assert.Equal(told, _backoff.Remaining);
        _clock.Advance(told);
        Assert.True(_backoff.IsWoken);
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
        _backoff.Note(Passing);
        Assert.InRange(_backoff.Remaining.TotalSeconds, 0.5, 1.5);
    }

    private static TimeSpan PauseOf(Backoff backoff)
    {
        backoff.Note(Passing);
        return backoff.Remaining;
    }

    private void AssertSteps(TokenFailure failure, int[] seconds)
    {
        foreach (var step in seconds)
        {
            _backoff.Note(failure);
            Assert.InRange(_backoff.Remaining.TotalSeconds, step * 0.5, step * 1.5);
            _clock.Advance(_backoff.Remaining);
        }
    }
}
