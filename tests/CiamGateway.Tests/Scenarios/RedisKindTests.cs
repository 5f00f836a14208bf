using System.Text.RegularExpressions;
using CiamGateway.Tests.Support;
using StackExchange.Redis;
using Xunit;

namespace CiamGateway.Tests.Scenarios;

/// <summary>Debian's Redis as it is run in earnest: with TLS and a user who may do little, behind a sentinel, as a cluster. Run by <c>.ci/replicas</c>, since it needs a <c>redis-server</c>.</summary>
public sealed partial class RedisKindTests : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redis-kinds-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Explicit = true)]
    public async Task Over_TLS_as_a_user_who_may_do_no_more_than_the_README_says()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("redis");
        var port = RedisProcess.FreePort();
        using var redis = await RedisProcess.StartAsync(
        [
            "--tls-port", $"{port}", "--tls-cert-file", Write("server.pem", TestAuthority.Pem(certificate, authority.Intermediate)), "--tls-key-file", Write("key.pem", TestAuthority.KeyPem(certificate)),
            "--tls-auth-clients", "no", "--user", "ciam-gateway", "on", ">password", "~ciam-gateway:*", .. Permissions(),
        ]);
        await using var replicas = await ReplicaSet.StartAsync(1, Lifetime, redis, new()
        {
            ["Gateway:TokenCache:Redis"] = $"localhost:{port},ssl=true,user=ciam-gateway",
            ["Gateway:TokenCache:RedisPasswordFile"] = Write("password", "password"),
            ["Gateway:TokenCache:RedisTrustedCertificatesFile"] = Write("ca.pem", TestAuthority.Pem(authority.Root)),
        });
        await AnotherTakesWhatIsThereAsync(replicas);
        Assert.Empty((RedisResult[])(await redis.AskAsync("ACL", "LOG"))!);
    }

    [Fact(Explicit = true)]
    public async Task Behind_a_sentinel_that_puts_another_server_in_the_place_of_one_that_died()
    {
        using var first = await RedisProcess.StartAsync();
        using var second = await RedisProcess.StartAsync("--replicaof", "127.0.0.1", $"{first.Port}");
        using var sentinel = await RedisProcess.StartSentinelAsync(first, _folder.FullName);
        await using var replicas = await ReplicaSet.StartAsync(1, Lifetime, second, new() { ["Gateway:TokenCache:Redis"] = $"127.0.0.1:{sentinel.Port},serviceName=main" });
        await WorksAsync(replicas.All[0]);
        while ((await second.DumpAsync()).Split('\n').Length < 3)
        {
            await Task.Delay(50, Cancellation);
        }
        var said = replicas.All[0].Errors.Count;
        first.Hang();
        while (!replicas.All[0].Errors.Skip(said).Any(line => line.Contains("works: replicas share", StringComparison.Ordinal)))
        {
            await Task.Delay(50, Cancellation);
        }
        await AnotherTakesWhatIsThereAsync(replicas);
    }

    [Fact(Explicit = true)]
    public async Task As_a_cluster()
    {
        using var redis = await RedisProcess.StartAsync("--cluster-enabled", "yes", "--cluster-port", $"{RedisProcess.FreePort()}", "--dir", _folder.FullName);
        await redis.AskAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await using var replicas = await ReplicaSet.StartAsync(1, Lifetime, redis);
        await AnotherTakesWhatIsThereAsync(replicas);
    }

    /// <summary>A second replica is ready without a token request of its own.</summary>
    private static async Task AnotherTakesWhatIsThereAsync(ReplicaSet replicas)
    {
        await WorksAsync(replicas.All[0]);
        var before = replicas.AuthorizationServer.TokenRequests.Count;
        await WorksAsync(await replicas.AddAsync());
        Assert.Equal(before, replicas.AuthorizationServer.TokenRequests.Count);
        await using var load = replicas.Load();
        while (load.Count < 20)
        {
            await Task.Delay(50, Cancellation);
        }
        Assert.Empty(load.Failures);
    }

    private static async Task WorksAsync(RunningGateway replica)
    {
        while (!replica.Errors.Any(line => line.Contains("works: replicas share", StringComparison.Ordinal)))
        {
            await Task.Delay(50, Cancellation);
        }
    }

    private static string[] Permissions() =>
        [.. UserOfRedis().Matches(Readme.Text.Split('\n').Single(line => line.StartsWith("The user of Redis needs", StringComparison.Ordinal))).Select(match => match.Value)];

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    [GeneratedRegex(@"\+[a-z]+")]
    private static partial Regex UserOfRedis();
}
