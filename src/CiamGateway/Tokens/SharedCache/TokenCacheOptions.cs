using CiamGateway.Configuration.Schema;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>Where tokens are kept: in memory, and where several replicas run also in a Redis that they share.</summary>
internal sealed class TokenCacheOptions
{
    [Secret(
        "The Redis or Valkey that replicas share, as a StackExchange.Redis configuration string.",
        OnlyWith = "password=",
        Default = "none: tokens are cached in memory only",
        Example = "\"redis.example.com:6380,ssl=true,user=ciam-gateway\""
    )]
    public string? Redis { get; set; }

    [Option("A file with that configuration string.")]
    public string? RedisFile { get; set; }

    [Secret("The password for Redis, which the configuration string may also have. Prefer a file (RedisPasswordFile).")]
    public string? RedisPassword { get; set; }

    [Option("A file with the password for Redis.")]
    public string? RedisPasswordFile { get; set; }

    [Option("PEM file with the certificate authorities to trust at Redis (ssl=true), instead of the system's.")]
    public string? RedisTrustedCertificatesFile { get; set; }

    [Option("The beginning of the names of all entries: 1 to 100 characters of printable ASCII without a space.")]
    public string KeyPrefix { get; set; } = "ciam-gateway";

    [Option(
        "How long the first token requests after a start wait for the connection to Redis.",
        Minimum = "00:00:00.01",
        Maximum = "00:00:30"
    )]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    [Option(
        "How often the gateway checks whether DNS moved Redis to another address, and follows it.",
        Minimum = "00:00:01",
        Maximum = "1.00:00:00"
    )]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(2);

    [Option(
        "Time for one answer of Redis. After that, a token request continues without Redis.",
        Minimum = "00:00:00.01",
        Maximum = "00:00:05"
    )]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    [Option(
        "How long a replica that requests a token keeps the others from requesting it, too.",
        Minimum = "00:00:01",
        Maximum = "00:01:00"
    )]
    public TimeSpan LockLease { get; set; } = TimeSpan.FromSeconds(5);

    [Option(
        "How long a call waits for a token that another replica requests, before this replica requests one itself.",
        Minimum = "00:00:00",
        Maximum = "00:00:30"
    )]
    public TimeSpan PollTimeout { get; set; } = TimeSpan.FromMilliseconds(500);
}
