using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>Passwords: remembered when right, and no longer than their hash is configured.</summary>
public sealed class PasswordTests : IDisposable
{
    private readonly PasswordChecker _checker = new(First);

    public void Dispose() => _checker.Dispose();

    [Fact]
    public async Task A_right_password_takes_the_long_way_once()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first"));
        }
        Assert.Equal(1, _checker.Verification.LongChecks);
    }

    [Fact]
    public async Task A_right_password_is_remembered_for_five_minutes_after_its_last_use_and_for_an_hour_at_most()
    {
        await AssertRightAsync(checks: 1);
        _checker.Clock.Advance(TimeSpan.FromMinutes(5));
        await AssertRightAsync(checks: 2);
        for (var i = 0; i < 12; i++)
        {
            _checker.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
            await AssertRightAsync(checks: 2);
        }
        _checker.Clock.Advance(TimeSpan.FromTicks(12));
        await AssertRightAsync(checks: 3);
    }

    [Theory]
    [InlineData("ops-console", "First")]
    [InlineData("ops-console", "first ")]
    [InlineData("Ops-console", "first")]
    [InlineData("branch", "first ")]
    public async Task What_is_remembered_is_name_and_password_to_the_byte(string name, string password)
    {
        await AssertRightAsync(checks: 1);
        Assert.Equal("password", await _checker.VerifyAsync(name, password));
    }

    [Fact]
    public async Task Passwords_rotate_without_a_gap_and_the_old_one_is_forgotten_with_its_hash()
    {
        await AssertRightAsync(checks: 1);
        _checker.Configure(First, Second);
        await AssertRightAsync(checks: 1);
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "second"));
        Assert.Equal(2, _checker.Verification.LongChecks);
        _checker.Configure(Second);
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "second"));
        Assert.Equal("password", await _checker.VerifyAsync("ops-console", "first"));
    }

    [Fact]
    public async Task A_caller_that_has_left_the_configuration_is_not_remembered()
    {
        await AssertRightAsync(checks: 1);
        _checker.Configure(WithPasswords("branch", First));
        Assert.Equal("password", await _checker.VerifyAsync("ops-console", "first"));
    }

    [Fact]
    public async Task Who_is_remembered_must_still_call_from_its_networks()
    {
        await AssertRightAsync(checks: 1);
        _checker.Configure([First], ["198.51.100.0/24"]);
        Assert.Equal("network", await _checker.VerifyAsync("ops-console", "first"));
        Assert.Equal(2, _checker.Verification.LongChecks);
    }

    private async Task AssertRightAsync(int checks)
    {
        Assert.Equal("ops-console", await _checker.VerifyAsync("ops-console", "first"));
        Assert.Equal(checks, _checker.Verification.LongChecks);
    }
}
