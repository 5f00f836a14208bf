using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("application.client", "application.client")]
    [InlineData("domain.manage application.client", "application.client domain.manage")]
    [InlineData("  b  a  b ", "a b")]
    [InlineData("!#[]~", "!#[]~")]
    public void Equal_sets_of_scope_tokens_are_equal_texts(string text, string expected)
    {
        Assert.True(Scope.TryParse(text, out var scope, out _));
        Assert.Equal(expected, scope.Value);
    }

    [Theory]
    [InlineData(null, "names no scope")]
    [InlineData("   ", "names no scope")]
    [InlineData("a\"b", "'\"'")]
    [InlineData("a\\b", "'\\'")]
    [InlineData("a\tb", "U+0009")]
    [InlineData("a\r\nb", "U+000D")]
    [InlineData("caf\u00e9", "U+00E9")]
    [InlineData("a\u007f", "U+007F")]
    public void What_RFC_6749_does_not_allow_is_refused_by_name(string? text, string expected)
    {
        Assert.False(Scope.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_scope_tokens_were_not_granted()
    {
        Assert.True(Scope.TryParse("application.client domain.manage", out var scope, out _));
        Assert.Equal(["domain.manage"], scope.MissingFrom("openid application.client"));
        Assert.Empty(scope.MissingFrom("domain.manage application.client more"));
    }
}
