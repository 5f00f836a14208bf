using StackExchange.Redis;

namespace CiamGateway.Compatibility;

/// <summary>Reads from the exceptions of StackExchange.Redis what it has no property for.</summary>
internal static class RedisMessages
{
    /// <summary>Error codes of Redis, Valkey and compatible servers: the first word of an answer that is an error.</summary>
    private static readonly string[] ErrorCodes =
    [
        "NOAUTH",
        "WRONGPASS",
        "NOPERM",
        "READONLY",
        "OOM",
        "LOADING",
        "MISCONF",
        "MASTERDOWN",
        "CLUSTERDOWN",
        "EXECABORT",
    ];

    /// <returns>
    /// The server's error code, wherever the exception or one inside it quotes the code; null if none does. If the library itself refuses
    /// to write to a replica, or to authenticate, the code is the one that the server would answer.
    /// </returns>
    public static string? ErrorCode(Exception exception)
    {
        var text = exception.ToString();
        return Array.Find(ErrorCodes, code => text.Contains(code, StringComparison.Ordinal))
            ?? exception switch
            {
                RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => "WRONGPASS",
                RedisConnectionException when exception.Message.Contains("not eligible for replica", StringComparison.Ordinal) =>
                    "READONLY",
                _ => null,
            };
    }
}
