using System.Text;
using CiamGateway.Callers.Passwords;
using Xunit;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>
/// Which password hashes the configuration may hold: expensive enough to guess at, and cheap enough to check.
/// </summary>
public sealed class PasswordHashTests
{
    private const string Salt = "AAAAAAAAAAAAAAAAAAAAAA";
    private const string Hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    [Theory]
    [InlineData(600_000)]
    [InlineData(600_001)]
    [InlineData(9_999_999)]
    [InlineData(10_000_000)]
    public void So_many_iterations_are_accepted(int iterations) =>
        Assert.Equal(iterations, PasswordHash.Parse($"pbkdf2:sha256:{iterations}:{Salt}:{Hash}")?.Iterations);

    [Theory]
    [InlineData("599999")]
    [InlineData("1000")]
    [InlineData("0")]
    [InlineData("-600000")]
    [InlineData("+600000")]
    [InlineData(" 600000")]
    [InlineData("600,000")]
    [InlineData("600000.0")]
    [InlineData("10000001")]
    [InlineData("4294967296")]
    [InlineData("")]
    public void So_many_are_not(string iterations) => Assert.Null(PasswordHash.Parse($"pbkdf2:sha256:{iterations}:{Salt}:{Hash}"));

    [Theory]
    [InlineData($"pbkdf2:sha1:600000:{Salt}:{Hash}")]
    [InlineData($"PBKDF2:sha256:600000:{Salt}:{Hash}")]
    [InlineData($"bcrypt:sha256:600000:{Salt}:{Hash}")]
    [InlineData($"pbkdf2:sha256:600000:{Salt}")]
    [InlineData($"pbkdf2:sha256:600000:{Salt}:{Hash}:")]
    [InlineData($"pbkdf2:sha256:600000:AAAAAAAAAAAAAAAAAAAA:{Hash}")]
    [InlineData($"pbkdf2:sha256:600000:{Salt}:{Hash}AAAA")]
    [InlineData($"pbkdf2:sha256:600000:{Salt}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData($"pbkdf2:sha256:600000:{Salt}:not base64url, and 43 characters long ......")]
    [InlineData($"pbkdf2:sha256:600000:not base64url ..........:{Hash}")]
    public void Another_form_is_not(string text) => Assert.Null(PasswordHash.Parse(text));

    [Fact]
    public void What_is_made_of_a_password_is_accepted_is_of_that_password_alone_and_never_the_same()
    {
        var (one, other) = (PasswordHash.Of("first"u8), PasswordHash.Of("first"u8));
        Assert.NotEqual(one.ToString(), other.ToString());
        Assert.Equal(600_000, one.Iterations);
        Assert.StartsWith("pbkdf2:sha256:600000:", one.ToString(), StringComparison.Ordinal);
        var parsed = PasswordHash.Parse(one.ToString())!;
        Assert.Equal(one.ToString(), parsed.ToString());
        Assert.True(parsed.IsOf("first"u8, new Pbkdf2()));
        Assert.False(parsed.IsOf("First"u8, new Pbkdf2()));
        Assert.False(parsed.IsOf("first\n"u8, new Pbkdf2()));
        Assert.False(parsed.IsOf(""u8, new Pbkdf2()));
    }

    /// <summary>PBKDF2 with HMAC-SHA-256, password "passwd", salt "saltsaltsaltsalt"; made by Python's hashlib.</summary>
    [Fact]
    public void The_hash_is_PBKDF2()
    {
        var hash = PasswordHash.Parse("pbkdf2:sha256:600000:c2FsdHNhbHRzYWx0c2FsdA:ArcCSkICTVTccTzYwjJfPD6qSZjwzq7cUT43ErfpUiQ");
        Assert.True(hash?.IsOf("passwd"u8, new Pbkdf2()));
    }

    /// <summary>Made by Python's hashlib, with salts of 16 and 32 bytes.</summary>
    [Theory]
    [InlineData("pbkdf2:sha256:600000:ICEiIyQlJicoKSorLC0uLw:g82pMvLNPsHk6GNN3NZKjMu2m_GN5EuQZhFXhyYXqnI", "correct horse: ü", 600_000)]
    [InlineData(
        "pbkdf2:sha256:700000:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA:9_9yrWBP9zplHoFfeX1_nWi3ah8V2nqp5ZhBP0sY3hs",
        "third",
        700_000
    )]
    public void A_comparison_runs_all_iterations_whether_the_password_is_right_or_wrong(string hash, string password, int iterations)
    {
        var pbkdf2 = new Pbkdf2();
        Assert.True(PasswordHash.Parse(hash)!.IsOf(Encoding.UTF8.GetBytes(password), pbkdf2));
        Assert.Equal(iterations, pbkdf2.Iterations);
        Assert.False(PasswordHash.Parse(hash)!.IsOf(Encoding.UTF8.GetBytes(password + " "), pbkdf2));
        Assert.Equal(2 * iterations, pbkdf2.Iterations);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 1000)]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    public void Iterations_that_are_to_be_spent_are_run(int iterations, long run)
    {
        var pbkdf2 = new Pbkdf2();
        PasswordHash.Spend(iterations, "anything"u8, pbkdf2);
        Assert.Equal(run, pbkdf2.Iterations);
    }
}
