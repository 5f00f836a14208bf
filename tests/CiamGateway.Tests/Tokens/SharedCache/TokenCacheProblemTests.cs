using Xunit;

namespace CiamGateway.Tests.Tokens.SharedCache;

/// <summary>What is wrong with the shared cache's settings is said without a word of what may be a password.</summary>
public sealed class TokenCacheProblemTests : IDisposable
{
    private const string Path = "Gateway:TokenCache";

    private readonly ConfigurationFolder _folder = ConfigurationFolder
        .Sound()
        .With("redis-password", "s3cret\n")
        .With("redis", "redis.example.com:6380,ssl=true,password=s3cret\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData($"{Path}:KeyPrefix=gateway")]
    [InlineData($"{Path}:Redis=localhost:6379")]
    [InlineData($"{Path}:Redis=localhost:6379,password=s3cret")]
    [InlineData($"{Path}:RedisFile=redis")]
    [InlineData($"{Path}:Redis=redis.example.com:6380,ssl=true,user=ciam-gateway", $"{Path}:RedisPasswordFile=redis-password")]
    [InlineData($"{Path}:Redis=sentinel-1:26379,sentinel-2:26379,serviceName=main")]
    public async Task What_is_sound_has_no_problem(params string[] settings) => Assert.Empty(await ProblemsAsync(settings));

    [Theory]
    [InlineData($"{Path}: is a single value", $"{Path}=localhost:6379")]
    [InlineData($"{Path}:Redis: is not a configuration string of StackExchange.Redis", $"{Path}:Redis=localhost:6379,pasword=s3cret")]
    [InlineData($"{Path}:Redis: is a URL", $"{Path}:Redis=redis://:s3cret@redis.example.com:6379/0")]
    [InlineData($"{Path}:Redis: is a URL", $"{Path}:Redis=rediss://user:s3cret@redis.example.com:6379")]
    [InlineData($"{Path}:Redis: is a URL", $"{Path}:Redis=localhost:6379,redis://:s3cret@redis.example.com")]
    [InlineData($"{Path}:Redis: names a server otherwise than by host and port", $"{Path}:Redis=user:s3cret@redis.example.com:6379")]
    [InlineData($"{Path}:Redis: names a server otherwise than by host and port", $"{Path}:Redis=s3cret@redis.example.com:6379")]
    [InlineData($"{Path}:Redis: names no server", $"{Path}:Redis=redis.example.com:6379/s3cret")]
    [InlineData($"{Path}:RedisFile: names no server", $"{Path}:RedisFile=no-server")]
    [InlineData($"{Path}:Redis: is given both as a value and as a file", $"{Path}:Redis=localhost", $"{Path}:RedisFile=redis")]
    [InlineData($"{Path}:RedisPassword: is given without Redis. Fix: remove it", $"{Path}:RedisPassword=s3cret")]
    [InlineData($"{Path}:RedisTrustedCertificatesFile: is given without Redis", $"{Path}:RedisTrustedCertificatesFile=redis")]
    [InlineData(
        $"{Path}:RedisPasswordFile: is given beside a password in the configuration string. Fix: keep one of them",
        $"{Path}:Redis=localhost,password=s3cret",
        $"{Path}:RedisPasswordFile=redis-password"
    )]
    [InlineData(
        $"{Path}:RedisTrustedCertificatesFile: file '",
        $"{Path}:Redis=localhost,ssl=true",
        $"{Path}:RedisTrustedCertificatesFile=redis"
    )]
    [InlineData(
        $"{Path}:Redis: sends the password to Redis unencrypted. Fix: add ssl=true",
        $"{Path}:Redis=redis.example.com,password=s3cret"
    )]
    [InlineData($"{Path}:OperationTimeout: 00:00:06 is out of range", $"{Path}:Redis=localhost", $"{Path}:OperationTimeout=00:00:06")]
    [InlineData($"{Path}:KeyPrefix: is not 1 to 100 characters", $"{Path}:Redis=localhost", $"{Path}:KeyPrefix=our gateway")]
    public async Task Each_mistake_is_named_with_its_fix(string expected, params string[] settings)
    {
        _folder.With("no-server", "ssl=true\n");
        var problems = await ProblemsAsync(settings);
        Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal));
    }

    private async Task<List<string>> ProblemsAsync(string[] settings) =>
        [.. (await _folder.Problems([.. settings.Select(setting => "--" + setting)])).Select(problem => problem.ToString()!)];
}
