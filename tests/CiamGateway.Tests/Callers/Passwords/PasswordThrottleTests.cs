using System.Net;
using CiamGateway.Callers.Passwords;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>How long who guessed wrong has to wait, to the tick.</summary>
public sealed class PasswordThrottleTests : IDisposable
{
    private const string Name = "ops-console";

    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.1");
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly PasswordThrottle _throttle;

    public PasswordThrottleTests() => _throttle = new PasswordThrottle(_clock);

    public void Dispose() => _throttle.Dispose();

    [Fact]
    public void An_address_waits_after_ten_wrong_passwords_for_six_seconds_each()
    {
        Wrong(9, Home);
        Assert.Equal(TimeSpan.Zero, WaitOf(Home));
        Wrong(1, Home);
        Assert.Equal(TimeSpan.FromSeconds(6), WaitOf(Home));
        Wrong(2, Home);
        Assert.Equal(TimeSpan.FromSeconds(18), WaitOf(Home));
        _clock.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(TimeSpan.FromSeconds(6), WaitOf(Home));
        _clock.Advance(TimeSpan.FromSeconds(4.5));
        Assert.Equal(TimeSpan.FromSeconds(1.5), WaitOf(Home));
        _clock.Advance(TimeSpan.FromSeconds(1.5) - Tick);
        Assert.InRange(WaitOf(Home), Tick, TimeSpan.FromMilliseconds(1));
        _clock.Advance(Tick);
        Assert.Equal(TimeSpan.Zero, WaitOf(Home));
        Wrong(1, Home);
        Assert.Equal(TimeSpan.FromSeconds(6), WaitOf(Home));
    }

    [Fact]
    public void All_is_forgotten_after_a_minute()
    {
        Wrong(10, Home);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Wrong(9, Home);
        Assert.Equal(TimeSpan.Zero, WaitOf(Home));
        _clock.Advance(TimeSpan.FromHours(1));
        Wrong(9, Home);
        Assert.Equal(TimeSpan.Zero, WaitOf(Home));
    }

    [Fact]
    public void A_user_name_waits_after_thirty_wrong_passwords_for_two_seconds_each()
    {
        for (var i = 0; i < 29; i++)
        {
            Wrong(1, IPAddress.Parse($"198.51.100.{i}"), Name);
        }
        Assert.Equal(TimeSpan.Zero, WaitOf(Home));
        Wrong(1, IPAddress.Parse("198.51.100.99"), Name);
        Assert.Equal(TimeSpan.FromSeconds(2), WaitOf(Home));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitOf(Home, "another", network: null));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, WaitOf(Home));
    }

    [Fact]
    public void Of_both_waits_the_longer_counts()
    {
        for (var i = 0; i < 32; i++)
        {
            Wrong(1, IPAddress.Parse($"198.51.100.{i}"), Name);
        }
        Assert.Equal(TimeSpan.FromSeconds(6), WaitOf(Home));
        Wrong(11, Home);
        Assert.Equal(TimeSpan.FromSeconds(12), WaitOf(Home));
        Wrong(7, Home, Name);
        Assert.Equal(TimeSpan.FromSeconds(54), WaitOf(Home));
        Assert.Equal(TimeSpan.FromSeconds(20), WaitOf(IPAddress.Parse("192.0.2.1")));
    }

    [Fact]
    public void An_address_that_got_in_does_not_wait_for_guesses_elsewhere_for_a_day_after_its_last_time()
    {
        _throttle.Right(Home);
        for (var i = 0; i < 50; i++)
        {
            Wrong(1, IPAddress.Parse($"198.51.100.{i}"), Name);
        }
        Assert.Equal(TimeSpan.Zero, WaitOf(Home));
        Assert.Equal(TimeSpan.FromSeconds(42), WaitOf(IPAddress.Parse("192.0.2.1")));
        Wrong(10, Home);
        Assert.Equal(TimeSpan.FromSeconds(6), WaitOf(Home));

        _clock.Advance(TimeSpan.FromHours(24) - Tick);
        Guess();
        Assert.Equal(TimeSpan.Zero, WaitOf(Home));
        _clock.Advance(TimeSpan.FromHours(24) + Tick);
        Guess();
        Assert.Equal(TimeSpan.FromSeconds(2), WaitOf(Home));

        void Guess()
        {
            for (var i = 0; i < 30; i++)
            {
                Wrong(1, IPAddress.Parse($"198.51.100.{i}"), Name);
            }
        }
    }

    [Fact]
    public void Wrong_passwords_of_an_address_that_got_in_do_not_count_against_its_names_elsewhere()
    {
        _throttle.Right(Home);
        Wrong(40, Home, Name);
        Assert.Equal(TimeSpan.Zero, WaitOf(IPAddress.Parse("192.0.2.1")));
        Assert.NotEqual(TimeSpan.Zero, _throttle.WaitOf(Home, "another", network: null));
    }

    [Fact]
    public void Guesses_at_a_name_count_for_each_network_of_a_caller_and_for_all_else_separately()
    {
        IPNetwork? inside = IPNetwork.Parse("203.0.113.0/24");
        for (var i = 0; i < 30; i++)
        {
            Wrong(1, IPAddress.Parse($"198.51.100.{i}"), Name);
        }
        Assert.Equal(TimeSpan.FromSeconds(2), WaitOf(Home));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitOf(Home, Name, inside));
        for (var i = 0; i < 31; i++)
        {
            _throttle.Wrong(IPAddress.Parse($"203.0.113.{i + 100}"), Name, inside);
        }
        Assert.Equal(TimeSpan.FromSeconds(4), _throttle.WaitOf(Home, Name, inside));
        Assert.Equal(TimeSpan.FromSeconds(2), WaitOf(Home));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitOf(Home, Name, IPNetwork.Parse("203.0.113.0/25")));
    }

    [Fact]
    public void An_address_has_the_level_of_wrong_passwords_from_it_and_from_its_network()
    {
        Wrong(3, Home);
        Wrong(2, IPAddress.Parse("203.0.113.2"));
        Wrong(4, IPAddress.Parse("2001:db8:1:2::1"));
        Assert.Equal([8, 7, 5, 0, 0, 8, 4, 0], Addresses().Select(address => _throttle.LevelOf(IPAddress.Parse(address))));

        static string[] Addresses() =>
            [
                "203.0.113.1",
                "203.0.113.2",
                "203.0.113.3",
                "203.0.114.1",
                "192.0.2.1",
                "2001:db8:1:2::9",
                "2001:db8:1:3::1",
                "2001:db8:2::1",
            ];
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.1", "203.0.113.2", false)]
    [InlineData(null, null, true)]
    [InlineData(null, "203.0.113.1", false)]
    public void Addresses_of_one_slash_64_wait_together(string? one, string? other, bool expected)
    {
        Wrong(10, one is null ? null : IPAddress.Parse(one));
        Assert.Equal(expected, WaitOf(other is null ? null : IPAddress.Parse(other)) > TimeSpan.Zero);
    }

    [Fact]
    public void Inventing_origins_does_not_fill_the_memory()
    {
        using var attempts = new WrongAttempts(most: 1, forgetting: TimeSpan.FromHours(1), _clock);
        for (var i = 0; i < 10_500; i++)
        {
            attempts.Add($"origin-{i}");
        }
        Assert.InRange(Enumerable.Range(0, 10_500).Count(i => attempts.WaitOf($"origin-{i}") > TimeSpan.Zero), 1, 10_000);
    }

    /// <summary>Wrong passwords for names that no other test uses, unless one is given.</summary>
    private void Wrong(int times, IPAddress? source, string? name = null)
    {
        for (var i = 0; i < times; i++)
        {
            _throttle.Wrong(source, name ?? $"user-{i}", network: null);
        }
    }

    private TimeSpan WaitOf(IPAddress? source) => _throttle.WaitOf(source, Name, network: null);
}
