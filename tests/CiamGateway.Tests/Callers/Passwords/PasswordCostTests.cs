using CiamGateway.Callers;
using CiamGateway.Callers.Passwords;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>
/// What checking a password costs, in iterations of PBKDF2 that were really run: the same for every name.
/// What many present at once is checked once.
/// </summary>
public sealed class PasswordCostTests : IDisposable
{
    private readonly PasswordChecker _checker = new(First, Second);

    public void Dispose() => _checker.Dispose();

    [Theory]
    [InlineData("ops-console", "wrong", "password")]
    [InlineData("nobody", "first", "password")]
    [InlineData("payroll", "first", "password")]
    [InlineData("OPS-CONSOLE", "first", "password")]
    [InlineData("", "first", "password")]
    [InlineData("branch", "wrong", "password")]
    [InlineData("branch", "first", "branch")]
    [InlineData("ops-console", "first", "ops-console")]
    [InlineData("ops-console", "second", "ops-console")]
    public async Task Every_password_of_every_name_costs_as_much_as_for_the_caller_with_the_most_passwords(
        string name,
        string password,
        string expected
    )
    {
        Assert.Equal(expected, await _checker.VerifyAsync(name, password));
        Assert.Equal(1_200, _checker.Verification.Iterations);
    }

    [Theory]
    [InlineData("ops-console", "wrong")]
    [InlineData("nobody", "first")]
    public async Task What_was_wrong_costs_the_same_again(string name, string password)
    {
        Assert.Equal("password", await _checker.VerifyAsync(name, password));
        Assert.Equal("password", await _checker.VerifyAsync(name, password));
        Assert.Equal(2_400, _checker.Verification.Iterations);
    }

    [Fact]
    public async Task Outside_the_callers_networks_a_right_password_costs_as_much_as_a_wrong_one_every_time()
    {
        _checker.Configure([First], ["203.0.113.0/24"]);
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first"));
        Assert.Equal("network", await _checker.VerifyAsync("ops-console", "first", "198.51.100.1"));
        Assert.Equal("network", await _checker.VerifyAsync("ops-console", "first", "198.51.100.1"));
        Assert.Equal(1_800, _checker.Verification.Iterations);
    }

    [Fact]
    public async Task Many_requests_at_once_with_one_password_need_one_check()
    {
        MakeChecksLast();
        var all = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => _checker.VerifyAsync("ops-console", "first"))));
        Assert.All(all, who => Assert.Equal("ops-console", who));
        Assert.Equal(1, _checker.Verification.LongChecks);
    }

    [Fact]
    public async Task Who_no_longer_waits_for_a_check_does_not_take_it_away_from_others()
    {
        MakeChecksLast();
        using var leaving = new CancellationTokenSource();
        var left = _checker.IdentifyAsync("ops-console", "first", cancellationToken: leaving.Token);
        var stays = _checker.VerifyAsync("ops-console", "first");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal("ops-console", await stays);
        Assert.Equal(1, _checker.Verification.LongChecks);
    }

    /// <summary>With a hash of 600,000 iterations, a check lasts until all callers of a test have come.</summary>
    private void MakeChecksLast() => _checker.Configure(new CallerSettings("ops-console") { Passwords = [PasswordHash.Parse(First)!] });
}
