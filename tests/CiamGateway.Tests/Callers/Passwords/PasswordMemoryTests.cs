using CiamGateway.Callers.Passwords;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>Whom a remembered password lets in: the address and the connection that it came from, not an address that guesses it.</summary>
public sealed class PasswordMemoryTests : IDisposable
{
    private const string Stranger = "198.51.100.1";
    private const string Name = "ops-console";

    private readonly PasswordChecker _checker = new(First);

    public void Dispose() => _checker.Dispose();

    [Theory]
    [InlineData(Stranger, Stranger)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2")]
    public async Task Another_address_that_guessed_ten_times_waits_even_with_the_password_that_is_remembered(
        string guesses,
        string presents
    )
    {
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
        await GuessAsync(10, guesses);
        Assert.Equal("throttled", await _checker.VerifyAsync(Name, "first", presents));
        Assert.Equal(11, _checker.Verification.LongChecks);
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
    }

    [Fact]
    public async Task Another_address_is_checked_itself()
    {
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", Stranger));
        Assert.Equal(2, _checker.Verification.LongChecks);
    }

    [Fact]
    public async Task All_of_a_slash_64_is_remembered_together()
    {
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", "2001:db8:0:1::1"));
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", "2001:db8:0:1::2"));
        Assert.Equal(1, _checker.Verification.LongChecks);
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", "2001:db8:0:2::1"));
        Assert.Equal(2, _checker.Verification.LongChecks);
    }

    [Fact]
    public async Task Ten_guesses_at_a_name_from_the_same_address_close_its_memory_for_other_connections_only()
    {
        var connection = new ConnectionPassword();
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", connection: connection));
        await GuessAsync(10);
        Assert.Equal("throttled", await _checker.VerifyAsync(Name, "first"));
        Assert.Equal("throttled", await _checker.VerifyAsync(Name, "first", connection: new ConnectionPassword()));
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", connection: connection));
        _checker.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", connection: new ConnectionPassword()));
    }

    [Fact]
    public async Task An_address_that_waits_has_ten_guesses_at_what_is_remembered_there()
    {
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
        await GuessAsync(10, name: "nobody");
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal("throttled", await _checker.VerifyAsync(Name, $"guess-{i}"));
        }
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
        Assert.Equal("throttled", await _checker.VerifyAsync(Name, "guess-9"));
        Assert.Equal("throttled", await _checker.VerifyAsync(Name, "first"));
        Assert.Equal(11, _checker.Verification.LongChecks);
    }

    [Fact]
    public async Task One_wrong_password_again_and_again_keeps_the_right_one_of_the_same_address_from_nothing()
    {
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(i < 10 ? "password" : "throttled", await _checker.VerifyAsync(Name, "of before"));
        }
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
    }

    [Fact]
    public async Task A_wrong_password_ends_what_its_connection_had_proved()
    {
        var connection = new ConnectionPassword();
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", connection: connection));
        await GuessAsync(10, connection: connection);
        Assert.Equal("throttled", await _checker.VerifyAsync(Name, "first", connection: connection));
    }

    [Fact]
    public async Task A_password_that_was_right_from_an_address_is_checked_again_although_the_address_waits()
    {
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
        _checker.Clock.Advance(TimeSpan.FromHours(23));
        await GuessAsync(10, name: "nobody");
        Assert.Equal("throttled", await _checker.VerifyAsync(Name, "another"));
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first"));
        Assert.Equal(12, _checker.Verification.LongChecks);
    }

    [Fact]
    public async Task A_connection_goes_on_with_its_password_no_longer_than_its_hash_is_configured_and_in_its_networks()
    {
        var connection = new ConnectionPassword();
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", connection: connection));
        _checker.Configure([First], ["198.51.100.0/24"]);
        Assert.Equal("network", await _checker.VerifyAsync(Name, "first", connection: connection));
        _checker.Configure(First, Second);
        Assert.Equal(Name, await _checker.VerifyAsync(Name, "first", connection: connection));
        _checker.Configure(Second);
        Assert.Equal("password", await _checker.VerifyAsync(Name, "first", connection: connection));
    }

    private async Task GuessAsync(int times, string? source = null, string name = Name, ConnectionPassword? connection = null)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal("password", await _checker.VerifyAsync(name, $"wrong-{i}", source, connection));
        }
    }
}
