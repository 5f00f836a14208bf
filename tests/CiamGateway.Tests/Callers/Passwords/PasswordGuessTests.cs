using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>Password guessers wait, and no other caller waits because of them.</summary>
public sealed class PasswordGuessTests : IDisposable
{
    private readonly PasswordChecker _checker = new(First);

    public void Dispose() => _checker.Dispose();

    [Fact]
    public async Task An_address_with_ten_wrong_passwords_waits_even_with_the_right_one_until_time_has_passed()
    {
        await GuessAsync(10, i => $"user-{i}");
        Assert.Equal("throttled", await _checker.VerifyAsync("ops-console", "first"));
        Assert.Equal(10, _checker.Verification.LongChecks);
        _checker.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first"));
    }

    [Fact]
    public async Task Who_has_to_wait_is_told_how_long_and_costs_nothing()
    {
        await GuessAsync(10, i => $"user-{i}");
        var spent = _checker.Verification.Iterations;
        var refusal = (await _checker.IdentifyAsync("ops-console", "wrong")).Refusal!;
        Assert.Equal(("throttled", TimeSpan.FromSeconds(6)), (refusal.Reason, refusal.RetryAfter));
        _checker.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(2), (await _checker.IdentifyAsync("ops-console", "wrong")).Refusal!.RetryAfter);
        Assert.Equal(spent, _checker.Verification.Iterations);
    }

    [Fact]
    public async Task An_unknown_name_is_throttled_like_a_known_one()
    {
        await GuessAsync(30, _ => "nobody", i => $"198.51.100.{i}");
        Assert.Equal("throttled", await _checker.VerifyAsync("nobody", "wrong"));
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first"));
    }

    [Fact]
    public async Task A_caller_that_authenticated_before_is_not_locked_out_by_guesses_at_its_password()
    {
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first"));
        await GuessAsync(30, _ => "ops-console", i => $"198.51.100.{i}");
        Assert.Equal("throttled", await _checker.VerifyAsync("ops-console", "wrong", "198.51.100.99"));
        _checker.Configure(First, Second);
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "second"));
    }

    [Fact]
    public async Task A_caller_whose_networks_vouch_for_it_is_not_locked_out_either()
    {
        _checker.Configure([First], ["203.0.113.0/24"]);
        await GuessAsync(30, _ => "ops-console", i => $"198.51.100.{i}");
        Assert.Equal("throttled", await _checker.VerifyAsync("ops-console", "first", "198.51.100.99"));
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first"));
    }

    [Fact]
    public async Task A_right_password_from_outside_the_callers_networks_counts_as_a_wrong_one()
    {
        _checker.Configure([First], ["203.0.113.0/24"]);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("network", await _checker.VerifyAsync("ops-console", "first", "198.51.100.1"));
        }
        Assert.Equal("throttled", await _checker.VerifyAsync("ops-console", "first", "198.51.100.1"));
    }

    [Fact]
    public async Task All_of_a_slash_64_is_one_address()
    {
        await GuessAsync(10, i => $"user-{i}", i => $"2001:db8::{i + 1:x}");
        Assert.Equal("throttled", await _checker.VerifyAsync("ops-console", "first", "2001:db8::ffff"));
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first", "2001:db8:0:1::1"));
    }

    private async Task GuessAsync(int times, Func<int, string> name, Func<int, string>? source = null)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal("password", await _checker.VerifyAsync(name(i), "wrong", source?.Invoke(i)));
        }
    }
}
