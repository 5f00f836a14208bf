using CiamGateway.Callers.Schemes;
using Xunit;

namespace CiamGateway.Tests.Callers.Schemes;

/// <summary>What the configuration keeps of an API key. The hashes were computed by other programs.</summary>
public sealed class ApiKeyHashTests
{
    private const string Key = "sha256:pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus_Ds";

    [Theory]
    [InlineData(Key)]
    [InlineData("sha256:a518244a9d786b04175670bb1c9a04cd7d73d9135b57367c11eb95a57bacfc3b")]
    [InlineData("sha256:A518244A9D786B04175670BB1C9A04CD7D73D9135B57367C11EB95A57BACFC3B")]
    public void The_hash_of_a_key_is_read_in_base64url_and_in_hex(string text)
    {
        var hash = ApiKeyHash.Parse(text)!;
        Assert.True(hash.IsSame(ApiKeyHash.Of("payroll-1")));
        Assert.False(hash.IsSame(ApiKeyHash.Of("payroll-2")));
        Assert.Equal(Key, hash.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("payroll-1")]
    [InlineData("pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus_Ds")]
    [InlineData("SHA256:pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus_Ds")]
    [InlineData("sha512:pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus_Ds")]
    [InlineData("sha256:pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus_D")]
    [InlineData("sha256:pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus")]
    [InlineData("sha256:pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus_Ds0")]
    [InlineData("sha256:pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus_DsAAAA")]
    [InlineData("sha256:pRgkSp14awQXVnC7HJoEzX1z2RNbVzZ8EeuVpXus/Ds")]
    [InlineData("sha256:g518244a9d786b04175670bb1c9a04cd7d73d9135b57367c11eb95a57bacfc3b")]
    [InlineData("sha256:a518244a9d786b04175670bb1c9a04cd7d73d9135b57367c11eb95a57bacfc3")]
    [InlineData("sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void What_is_not_the_hash_of_a_key_is_not_read(string text) => Assert.Null(ApiKeyHash.Parse(text));

    [Fact]
    public void A_key_is_hashed_in_UTF8() =>
        Assert.Equal("sha256:zOx6jj4DnwtrMIqB9Djh0HpZyMiWtPI30Qw-7Lg3Xvc", ApiKeyHash.Of("schlüssel").ToString());

    [Fact]
    public void A_new_key_has_256_random_bits()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => ApiKeyHash.NewKey()).ToList();
        Assert.All(keys, key => Assert.Matches("^[A-Za-z0-9_-]{43}$", key));
        Assert.Equal(100, keys.Distinct().Count());
    }
}
