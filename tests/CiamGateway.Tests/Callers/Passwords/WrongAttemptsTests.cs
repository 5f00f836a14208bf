using System.Net;
using CiamGateway.Callers.Passwords;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>How long an address that guesses passwords has to wait, and which addresses do not wait for the guesses of others.</summary>
public sealed class WrongAttemptsTests : IDisposable
{
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.1");

    private readonly FakeTimeProvider _clock = new();
    private readonly WrongAttempts _attempts;
    private readonly PasswordThrottle _throttle;

    public WrongAttemptsTests()
    {
        _attempts = new WrongAttempts(most: 3, forgetting: TimeSpan.FromSeconds(4), _clock);
        _throttle = new PasswordThrottle(_clock);
    }

    public void Dispose()
    {
        _attempts.Dispose();
        _throttle.Dispose();
    }

    [Fact]
    public void An_origin_with_as_many_as_allowed_waits_until_one_is_forgotten()
    {
        Assert.Equal(TimeSpan.Zero, _attempts.WaitOf("a"));
        Add(2);
        Assert.Equal(TimeSpan.Zero, _attempts.WaitOf("a"));
        Add(1);
        Assert.Equal(TimeSpan.FromSeconds(4), _attempts.WaitOf("a"));
        Add(2);
        Assert.Equal(TimeSpan.FromSeconds(12), _attempts.WaitOf("a"));
        Assert.Equal(TimeSpan.Zero, _attempts.WaitOf("b"));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(7), _attempts.WaitOf("a"));
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.Zero, _attempts.WaitOf("a"));
    }

    [Fact]
    public void Attempts_are_forgotten_one_at_a_time_and_none_is_owed()
    {
        Add(1);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Add(3);
        Assert.Equal(TimeSpan.FromSeconds(4), _attempts.WaitOf("a"));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Add(1);
        Assert.Equal(TimeSpan.FromSeconds(4), _attempts.WaitOf("a"));
    }

    [Fact]
    public void An_address_has_ten_and_a_name_has_thirty()
    {
        Wrong(10, Elsewhere, index => $"user-{index}");
        Assert.Equal(TimeSpan.FromSeconds(6), _throttle.WaitOf(Elsewhere, "anybody", null));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitOf(Home, "anybody", null));
        Wrong(29, null, _ => "payroll", index => IPAddress.Parse($"192.0.2.{index}"));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitOf(Home, "payroll", null));
        _throttle.Wrong(IPAddress.Parse("192.0.2.29"), "payroll", null);
        Assert.Equal(TimeSpan.FromSeconds(2), _throttle.WaitOf(Home, "payroll", null));
        Assert.Equal(TimeSpan.FromSeconds(6), _throttle.WaitOf(Elsewhere, "payroll", null));
    }

    [Fact]
    public void A_name_that_waits_longer_than_its_address_decides()
    {
        Wrong(40, null, _ => "payroll", index => IPAddress.Parse($"192.0.2.{index}"));
        Wrong(10, Elsewhere, index => $"user-{index}");
        Assert.Equal(TimeSpan.FromSeconds(22), _throttle.WaitOf(Elsewhere, "payroll", null));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.1", "203.0.113.2", false)]
    [InlineData(null, null, true)]
    [InlineData(null, "203.0.113.1", false)]
    public void Of_IPv6_a_slash_64_is_one_address(string? one, string? other, bool isSame)
    {
        Wrong(10, Parsed(one), index => $"user-{index}");
        Assert.Equal(TimeSpan.FromSeconds(isSame ? 6 : 0), _throttle.WaitOf(Parsed(other), "anybody", null));
    }

    private static IPAddress? Parsed(string? address) => address is null ? null : IPAddress.Parse(address);

    private void Add(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _attempts.Add("a");
        }
    }

    private void Wrong(int count, IPAddress? source, Func<int, string> name, Func<int, IPAddress>? sources = null)
    {
        for (var i = 0; i < count; i++)
        {
            _throttle.Wrong(sources?.Invoke(i) ?? source, name(i), null);
        }
    }
}
