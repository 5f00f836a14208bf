using System.Text;
using CiamGateway.Callers;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers.Schemes;

/// <summary>What counts as Basic credentials (RFC 7617), and what they must look like.</summary>
public sealed class BasicSchemeTests : IDisposable
{
    private const string Right = "b3BzLWNvbnNvbGU6Zmlyc3Q="; // ops-console:first

    private readonly PasswordVerification _verification = new(new FakeTimeProvider(), new GatewayMetrics());

    public void Dispose() => _verification.Dispose();

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("Basics " + Right)]
    [InlineData("Digest username=\"ops-console\"")]
    [InlineData("")]
    public async Task Another_scheme_is_no_credential(string value) => Assert.Equal("nothing", await IdentifyAsync(value));

    [Fact]
    public async Task Two_lines_of_other_schemes_are_no_credential() =>
        Assert.Equal("nothing", await IdentifyAsync("Bearer abc", "Digest x"));

    [Fact]
    public async Task No_Authorization_is_no_credential() => Assert.Equal("nothing", await IdentifyAsync());

    [Theory]
    [InlineData("Basic " + Right)]
    [InlineData("basic " + Right)]
    [InlineData("BASIC   " + Right + " ")]
    public async Task The_scheme_is_written_in_any_case_with_spaces_around_the_credentials(string value) =>
        Assert.Equal("ops-console", await IdentifyAsync(value));

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic %%%")]
    [InlineData("Basic b3BzLWNvbnNvbGU=")] // ops-console
    [InlineData("Basic " + Right + ", Basic " + Right)]
    [InlineData("Basic " + Right + ", Bearer abc")]
    [InlineData("Basic b3BzLWNvbnNvbGU6Zmlyc3Q")]
    public async Task One_line_that_is_not_a_name_a_colon_and_a_password_in_base64_is_malformed(string value) =>
        Assert.Equal("malformed", await IdentifyAsync(value));

    [Theory]
    [InlineData("Basic " + Right, "Basic " + Right)]
    [InlineData("Basic " + Right, "Bearer abc")]
    [InlineData("Bearer abc", "Basic " + Right)]
    [InlineData("", "Basic " + Right)]
    [InlineData("Basic " + Right, "")]
    public async Task A_second_line_beside_Basic_is_malformed(params string[] values) =>
        Assert.Equal("malformed", await IdentifyAsync(values));

    [Fact]
    public async Task Bytes_that_are_not_UTF8_in_the_name_are_malformed() =>
        Assert.Equal("malformed", await IdentifyAsync(Encoded([0xFF, (byte)':', (byte)'a'])));

    [Fact]
    public async Task Bytes_that_are_not_UTF8_in_the_password_are_just_wrong() =>
        Assert.Equal("password", await IdentifyAsync(Encoded([.. "ops-console:"u8, 0xFF])));

    [Fact]
    public async Task A_password_begins_behind_the_first_colon_and_is_kept_whole()
    {
        Assert.Equal("password", await IdentifyAsync(Encoded("ops-console:first:"u8)));
        var directory = Directory(WithPasswords("ops-console", PasswordHash.Of("one:two: "u8).ToString()));
        Assert.Equal("ops-console", await IdentifyAsync(directory, Encoded("ops-console:one:two: "u8)));
    }

    [Fact]
    public async Task A_name_may_be_empty_but_is_no_callers() => Assert.Equal("password", await IdentifyAsync(Encoded(":first"u8)));

    [Theory]
    [InlineData(1024, "password")]
    [InlineData(1025, "malformed")]
    public async Task Credentials_have_at_most_1024_bytes(int length, string expected) =>
        Assert.Equal(expected, await IdentifyAsync(Encoded(Encoding.ASCII.GetBytes($"ops-console:{new string('a', length - 12)}"))));

    [Fact]
    public void Credentials_do_not_show_themselves() =>
        Assert.Equal("***", new BasicCredentials("ops-console", "first"u8.ToArray(), "ops-console:first"u8.ToArray()).ToString());

    private static string Encoded(ReadOnlySpan<byte> credentials) => $"Basic {Convert.ToBase64String(credentials)}";

    /// <returns>The caller's name, the reason of the refusal, or "nothing".</returns>
    private Task<string> IdentifyAsync(params string[] authorization) =>
        IdentifyAsync(Directory(WithPasswords("ops-console", First)), authorization);

    private async Task<string> IdentifyAsync(CallerDirectory directory, params string[] authorization)
    {
        var context = From("203.0.113.1");
        context.Request.Headers.Authorization = authorization;
        var identification = await new BasicScheme(_verification).IdentifyAsync(context, directory);
        return identification.Caller?.Name ?? identification.Refusal?.Reason ?? "nothing";
    }
}
