using System.Net.Security;
using System.Net.Sockets;
using CiamGateway.Compatibility;
using Xunit;

namespace CiamGateway.Tests.Compatibility;

/// <summary>
/// The words of .NET and OpenSSL on which <see cref="TlsMessages"/> depends: these tests fail when an update changes them.
/// </summary>
public sealed class TlsMessagesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(40)]
    [InlineData(70)]
    [InlineData(112)]
    [InlineData(116)]
    public async Task The_alert_of_a_peer_can_be_read_from_the_exception(int alert)
    {
        var exception = await HandshakeAsync([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, (byte)alert]);
        Assert.Equal(alert, TlsMessages.Alert(exception));
        Assert.False(TlsMessages.IsNotTls(exception));
    }

    [Fact]
    public async Task A_peer_that_answers_in_plain_text_can_be_told_from_one_that_speaks_TLS()
    {
        var exception = await HandshakeAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        Assert.True(TlsMessages.IsNotTls(exception));
        Assert.Null(TlsMessages.Alert(exception));
    }

    /// <returns>What the TLS handshake with a server fails with that answers in these bytes.</returns>
    private static async Task<Exception> HandshakeAsync(byte[] answer)
    {
        await using var server = new RawListener(
            async (connection, cancellationToken) =>
            {
                await connection.ReadAtLeastAsync(new byte[5], 5, cancellationToken: cancellationToken);
                await connection.WriteAsync(answer, cancellationToken);
                await connection.CopyToAsync(Stream.Null, cancellationToken);
            }
        );
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, Cancellation);
        await using var tls = new SslStream(client.GetStream());
        return await Assert.ThrowsAnyAsync<Exception>(() =>
            tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, Cancellation)
        );
    }
}
