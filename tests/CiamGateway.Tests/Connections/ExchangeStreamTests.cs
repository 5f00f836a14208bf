using CiamGateway.Connections;
using Xunit;

namespace CiamGateway.Tests.Connections;

/// <summary>What a connection over HTTP/1.1 knows of a request, without a server.</summary>
public sealed class ExchangeStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>If it were taken for one, a POST would be sent again although the server may have carried it out.</summary>
    [Fact]
    public async Task A_part_of_a_body_that_looks_like_a_request_line_is_no_request()
    {
        var exchange = Exchange.Current = new Exchange(HttpMethod.Post);
        await using var connection = new ExchangeStream(Stream.Null);
        await connection.WriteAsync("POST /Domains HTTP/1.1\r\nContent-Length: 13\r\n\r\n"u8.ToArray(), Cancellation);
        await Assert.ThrowsAsync<HttpIOException>(() => connection.ReadAsync(new byte[1], Cancellation).AsTask());
        await connection.WriteAsync("POST /Domains"u8.ToArray(), Cancellation);
        Assert.False(exchange.IsUnsent);
    }

    [Fact]
    public async Task A_request_on_a_connection_that_the_server_has_closed_is_unsent()
    {
        await using var connection = new ExchangeStream(Stream.Null);
        Assert.Equal(0, await connection.ReadAsync(new byte[1], Cancellation));
        var exchange = Exchange.Current = new Exchange(HttpMethod.Post);
        await Assert.ThrowsAsync<HttpIOException>(() =>
            connection.WriteAsync("POST /Domains HTTP/1.1\r\n\r\n"u8.ToArray(), Cancellation).AsTask()
        );
        Assert.True(exchange.IsUnsent);
    }
}
