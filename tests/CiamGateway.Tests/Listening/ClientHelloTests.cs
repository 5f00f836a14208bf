using CiamGateway.Listening.Tls;
using CsCheck;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>What is read of the first message of a TLS handshake.</summary>
public sealed class ClientHelloTests
{
    private static readonly byte[] Complete = HelloBytes.Of(
        0x0303,
        [0x1301, 0xC02F, 0x002F, 0x00FF],
        HelloBytes.ServerName("api.example.com"),
        HelloBytes.Groups(29, 23),
        HelloBytes.SignatureAlgorithms(0x0804, 0x0201),
        HelloBytes.Versions(0x0304, 0x0303)
    );

    [Fact]
    public void Everything_that_decides_a_handshake_is_read()
    {
        var hello = ClientHello.Parse(Complete);
        Assert.Equal((0x0304, "api.example.com"), (hello!.Version, hello.ServerName));
        Assert.Equal([0x1301, 0xC02F, 0x002F, 0x00FF], hello.CipherSuites);
        Assert.Equal([29, 23], hello.Groups);
        Assert.Equal([0x0804, 0x0201], hello.SignatureAlgorithms);
    }

    [Fact]
    public void Without_extensions_nothing_is_said_of_them()
    {
        var hello = ClientHello.Parse(HelloBytes.Of(0x0301, [0x002F]));
        Assert.Equal((0x0301, null, null, null), (hello!.Version, hello.ServerName, hello.Groups, hello.SignatureAlgorithms));
    }

    [Fact]
    public void The_form_of_SSL_2_is_read()
    {
        var hello = ClientHello.Parse(HelloBytes.OfSsl2(0x0301, 0x002F, 0x000A));
        Assert.Equal(0x0301, hello!.Version);
        Assert.Equal([0x002F, 0x000A], hello.CipherSuites);
    }

    [Fact]
    public void Random_values_and_versions_of_drafts_are_passed_over()
    {
        var hello = ClientHello.Parse(HelloBytes.Of(0x0303, [0x0A0A, 0xC02F, 0xFAFA], HelloBytes.Versions(0x5A5A, 0x7F1C, 0x0303)));
        Assert.Equal(0x0303, hello!.Version);
        Assert.Equal([0xC02F], hello.CipherSuites);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("")]
    [InlineData("\u0016")]
    [InlineData("\u0017\u0003\u0003\0\u0001\0")]
    public void What_begins_no_handshake_is_none(string text) => Assert.Null(ClientHello.Parse(System.Text.Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void Whatever_the_bytes_are_reading_them_ends()
    {
        for (var length = 6; length < Complete.Length; length++)
        {
            Assert.NotNull(ClientHello.Parse(Complete.AsSpan(0, length)));
        }
        Gen.Byte.Array[0, 300].Sample(bytes => ClientHello.Parse([22, 3, 1, 1, 0, 1, .. bytes]) is not null);
        Gen.Select(Gen.Int[0, Complete.Length - 1], Gen.Byte)
            .Sample(
                (at, octet) =>
                {
                    byte[] changed = [.. Complete];
                    changed[at] = octet;
                    _ = ClientHello.Parse(changed);
                }
            );
    }
}
