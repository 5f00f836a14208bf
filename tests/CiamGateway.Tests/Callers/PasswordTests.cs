using System.Net;
using System.Text;
using CiamGateway.Callers;
using CiamGateway.Configuration;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Passwords: remembered when right, slowed down when wrong, and nothing to learn from either.</summary>
public sealed class PasswordTests : IDisposable
{
    private static readonly string[] Hashes = [Hash("first"), Hash("second")];
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.1");

    private readonly FakeTimeProvider _clock = new();
    private readonly PasswordVerification _verification;
    private CallerDirectory _directory = Directory(Hashes[0]);

    public PasswordTests() => _verification = new PasswordVerification(_clock);

    public void Dispose() => _verification.Dispose();

    [Fact]
    public async Task A_right_password_takes_the_long_way_once()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("ops-console", await VerifyAsync("ops-console", "first"));
        }
        Assert.Equal(1, _verification.LongChecks);
    }

    [Fact]
    public async Task A_herd_with_one_password_takes_the_long_way_no_oftener_than_there_are_workers()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => VerifyAsync("ops-console", "first"))));
        Assert.All(all, who => Assert.Equal("ops-console", who));
        Assert.InRange(_verification.LongChecks, 1, Math.Max(1, Environment.ProcessorCount / 2));
    }

    [Theory]
    [InlineData("ops-console", "wrong")]
    [InlineData("nobody", "first")]
    [InlineData("payroll", "first")]
    [InlineData("OPS-CONSOLE", "first")]
    public async Task A_wrong_password_and_an_unknown_name_take_the_same_long_way_every_time(string name, string password)
    {
        Assert.Equal("password", await VerifyAsync(name, password));
        Assert.Equal("password", await VerifyAsync(name, password));
        Assert.Equal(2, _verification.LongChecks);
    }

    [Fact]
    public void The_long_way_is_as_long_for_everybody_as_for_the_caller_with_the_most_passwords() =>
        Assert.Equal(2 * PasswordHash.MinimumIterations, Directory(Hashes).PasswordCost);

    [Fact]
    public async Task Passwords_rotate_without_a_gap_and_the_old_one_is_forgotten_with_its_hash()
    {
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "first"));
        _directory = Directory(Hashes);
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "first"));
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "second"));
        Assert.Equal(2, _verification.LongChecks);
        _directory = Directory(Hashes[1]);
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "second"));
        Assert.Equal("password", await VerifyAsync("ops-console", "first"));
    }

    [Fact]
    public async Task An_address_with_ten_wrong_passwords_waits_even_with_the_right_one_until_time_has_passed()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("password", await VerifyAsync($"user-{i}", "wrong"));
        }
        Assert.Equal("throttled", await VerifyAsync("ops-console", "first"));
        Assert.Equal(10, _verification.LongChecks);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "first"));
    }

    [Fact]
    public async Task A_caller_that_got_in_before_is_not_locked_out_by_those_who_guess_at_its_name()
    {
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "first"));
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("password", await VerifyAsync("ops-console", "wrong", IPAddress.Parse($"198.51.100.{i}")));
        }
        Assert.Equal("throttled", await VerifyAsync("ops-console", "wrong", IPAddress.Parse("198.51.100.99")));
        _directory = Directory(Hashes);
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "second"));
    }

    [Fact]
    public async Task A_caller_whose_networks_vouch_for_it_is_not_locked_out_either()
    {
        _directory = Directory([Hashes[0]], "203.0.113.0/24");
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("password", await VerifyAsync("ops-console", "wrong", IPAddress.Parse($"198.51.100.{i}")));
        }
        Assert.Equal("throttled", await VerifyAsync("ops-console", "first", IPAddress.Parse("198.51.100.99")));
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "first"));
    }

    [Fact]
    public async Task Outside_the_callers_networks_a_right_password_is_refused_as_slowly_as_a_wrong_one()
    {
        _directory = Directory([Hashes[0]], "203.0.113.0/24");
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "first"));
        Assert.Equal("network", await VerifyAsync("ops-console", "first", IPAddress.Parse("198.51.100.1")));
        Assert.Equal("network", await VerifyAsync("ops-console", "first", IPAddress.Parse("198.51.100.1")));
        Assert.Equal(3, _verification.LongChecks);
    }

    [Fact]
    public async Task All_of_a_slash_64_is_one_address()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("password", await VerifyAsync($"user-{i}", "wrong", IPAddress.Parse($"2001:db8::{i + 1:x}")));
        }
        Assert.Equal("throttled", await VerifyAsync("ops-console", "first", IPAddress.Parse("2001:db8::ffff")));
        Assert.Equal("ops-console", await VerifyAsync("ops-console", "first", IPAddress.Parse("2001:db8:0:1::1")));
    }

    /// <returns>The caller's name, or the reason of the refusal.</returns>
    private async Task<string> VerifyAsync(string name, string password, IPAddress? source = null)
    {
        var whole = Encoding.UTF8.GetBytes($"{name}:{password}");
        var credentials = new BasicCredentials(name, whole.AsMemory(name.Length + 1), whole);
        var identification = await _verification.VerifyAsync(credentials, _directory, source ?? Home, TestContext.Current.CancellationToken);
        return identification.Caller?.Name ?? identification.Refusal!.Reason;
    }

    private static CallerDirectory Directory(params string[] hashes) => Directory(hashes, network: null);

    private static CallerDirectory Directory(string[] hashes, string? network) => new(new AccessSettings
    {
        Callers = new Dictionary<string, CallerSettings>
        {
            ["ops-console"] = new("ops-console") { Passwords = [.. hashes.Select(hash => PasswordHash.Parse(hash)!)], Networks = network is null ? [] : [IPNetwork.Parse(network)] },
            ["payroll"] = new("payroll") { ApiKeys = [ApiKeyHash.Of("payroll-1")] },
        },
    });

    private static string Hash(string password) => PasswordHash.Of(Encoding.UTF8.GetBytes(password)).ToString();
}
