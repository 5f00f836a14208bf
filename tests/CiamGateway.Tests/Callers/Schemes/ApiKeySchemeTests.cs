using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers.Schemes;

/// <summary>The <c>X-Api-Key</c> header; a character of a header is a byte of the key.</summary>
public sealed class ApiKeySchemeTests
{
    [Fact]
    public async Task No_header_is_no_credential() => Assert.Equal("nothing", await IdentifyAsync(Directory(WithKeys("payroll", "key"))));

    [Theory]
    [InlineData("payroll", "key")]
    [InlineData("payroll", "schlÃ¼ssel")]
    [InlineData("api_key", "schlüssel")]
    [InlineData("api_key", "other")]
    [InlineData("api_key", " key")]
    [InlineData("api_key", "key, key")]
    [InlineData("malformed", "")]
    [InlineData("malformed", "key", "key")]
    [InlineData("malformed", "key", "")]
    [InlineData("malformed", "", "key")]
    public async Task A_key_comes_once_and_whole(string expected, params string[] values) =>
        Assert.Equal(expected, await IdentifyAsync(Directory(WithKeys("payroll", "key", "schlüssel")), values));

    [Theory]
    [InlineData('a', 1, "payroll")]
    [InlineData('a', 256, "payroll")]
    [InlineData('a', 257, "malformed")]
    public async Task A_key_has_at_most_256_bytes(char character, int length, string expected)
    {
        var key = new string(character, length);
        Assert.Equal(expected, await IdentifyAsync(Directory(WithKeys("payroll", key)), key));
    }

    /// <returns>The caller's name, the reason of the refusal, or "nothing".</returns>
    private static async Task<string> IdentifyAsync(CallerDirectory directory, params string[] values)
    {
        var context = From("203.0.113.1");
        if (values.Length > 0)
        {
            context.Request.Headers["X-Api-Key"] = values;
        }
        var identification = await new ApiKeyScheme().IdentifyAsync(context, directory);
        return identification.Caller?.Name ?? identification.Refusal?.Reason ?? "nothing";
    }
}
