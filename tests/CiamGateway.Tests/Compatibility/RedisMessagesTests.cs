using CiamGateway.Compatibility;
using StackExchange.Redis;
using Xunit;

namespace CiamGateway.Tests.Compatibility;

/// <summary>The words of StackExchange.Redis on which <see cref="RedisMessages"/> depends.</summary>
public sealed class RedisMessagesTests
{
    [Fact]
    public async Task The_error_code_of_the_server_can_be_read_from_the_exception()
    {
        await using var server = new RawListener(
            async (connection, cancellationToken) =>
            {
                while (await connection.ReadAsync(new byte[4096], cancellationToken) > 0)
                {
                    await connection.WriteAsync("-NOAUTH Authentication required.\r\n"u8.ToArray(), cancellationToken);
                }
            }
        );
        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() =>
            ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},connectRetry=0")
        );
        Assert.Equal("NOAUTH", RedisMessages.ErrorCode(exception));
    }

    [Fact]
    public void A_failure_without_a_code_has_none() => Assert.Null(RedisMessages.ErrorCode(new IOException("broken off")));
}
