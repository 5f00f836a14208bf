using CiamGateway.Callers;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers;

/// <summary>
/// What checking a password costs, in iterations of PBKDF2 that were really run: the same for every name.
/// No more passwords are checked at once than the gateway has processors for.
/// </summary>
public sealed class PasswordCostTests : IDisposable
{
    private readonly PasswordChecker _checker = new(First, Second);

    private static int Workers => Math.Max(1, Environment.ProcessorCount / 2);

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
        string name, string password, string expected)
    {
        Assert.Equal(expected, await _checker.VerifyAsync(name, password));
        Assert.Equal(1_200_000, _checker.Verification.Iterations);
    }

    [Theory]
    [InlineData("ops-console", "wrong")]
    [InlineData("nobody", "first")]
    public async Task What_was_wrong_costs_the_same_again(string name, string password)
    {
        Assert.Equal("password", await _checker.VerifyAsync(name, password));
        Assert.Equal("password", await _checker.VerifyAsync(name, password));
        Assert.Equal(2_400_000, _checker.Verification.Iterations);
    }

    [Fact]
    public async Task Outside_the_callers_networks_a_right_password_costs_as_much_as_a_wrong_one_every_time()
    {
        _checker.Configure([First], ["203.0.113.0/24"]);
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first"));
        Assert.Equal("network", await _checker.VerifyAsync("ops-console", "first", "198.51.100.1"));
        Assert.Equal("network", await _checker.VerifyAsync("ops-console", "first", "198.51.100.1"));
        Assert.Equal(1_800_000, _checker.Verification.Iterations);
    }

    [Fact]
    public async Task A_herd_with_one_password_takes_the_long_way_no_oftener_than_there_are_workers()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => _checker.VerifyAsync("ops-console", "first"))));
        Assert.All(all, who => Assert.Equal("ops-console", who));
        Assert.InRange(_checker.Verification.LongChecks, 1, Workers);
    }

    [Fact]
    public async Task When_two_thousand_passwords_wait_the_next_one_is_refused_at_once_and_not_as_its_callers_fault()
    {
        using var leaving = new CancellationTokenSource();
        var running = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => _checker.VerifyAsync("ops-console", "wrong"))).ToList();
        await Eventually.HoldsAsync(() => _checker.Verification.LongChecks >= Workers);
        var (waiting, refused) = (new List<Task<Identification>>(), default(Refusal));
        while (refused is null && waiting.Count < 2_500)
        {
            waiting.Add(_checker.IdentifyAsync("ops-console", "wrong", cancellationToken: leaving.Token));
            refused = waiting[^1].IsCompleted && (await waiting[^1]).Refusal is { Reason: "overloaded" } refusal ? refusal : null;
        }
        Assert.InRange(waiting.Count, 2_001, 2_499);
        Assert.Equal(TimeSpan.FromSeconds(1), refused?.RetryAfter);

        await leaving.CancelAsync();
        await Task.WhenAll(running);
        await Task.WhenAll(waiting.Select(check => check.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Contains(waiting, check => check.IsCanceled);
    }
}
