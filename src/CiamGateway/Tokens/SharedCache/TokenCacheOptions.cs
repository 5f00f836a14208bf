using System.ComponentModel;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>Where tokens are kept: in memory, and where several replicas run also in a Redis that they share.</summary>
internal sealed class TokenCacheOptions
{
    [Description(
        "The Redis or Valkey that replicas share, as a StackExchange.Redis configuration string: "
            + "\"redis.example.com:6380,ssl=true,user=ciam-gateway\". Default: tokens are kept in memory only."
    )]
    [Secret(OnlyWith = "password=")]
    public string? Redis { get; set; }

    [Description("A file that holds that configuration string.")]
    public string? RedisFile { get; set; }

    [Description("The password for Redis, which the configuration string may also hold. Better kept in a file (RedisPasswordFile).")]
    [Secret]
    public string? RedisPassword { get; set; }

    [Description("A file that holds the password for Redis.")]
    public string? RedisPasswordFile { get; set; }

    [Description("PEM file with the certificate authorities to trust at Redis (ssl=true), instead of the system's.")]
    public string? RedisTrustedCertificatesFile { get; set; }

    [Description("What the names of all entries begin with. Default ciam-gateway.")]
    public string KeyPrefix { get; set; } = "ciam-gateway";

    [Description("How long the first token requests after a start wait for the connection to Redis. Default 2 s.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    [Description("How often the gateway checks whether DNS moved Redis to another address, and follows it. Default 2 min.")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(2);

    [Description("Time for one answer of Redis; a token request whose time runs out goes on without it. Default 100 ms.")]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    [Description("For how long a replica that asks for a token keeps the others from asking too. Default 5 s.")]
    public TimeSpan LockLease { get; set; } = TimeSpan.FromSeconds(5);

    [Description("How long a call waits for a token that another replica asks for, before this one asks as well. Default 500 ms.")]
    public TimeSpan PollTimeout { get; set; } = TimeSpan.FromMilliseconds(500);
}
