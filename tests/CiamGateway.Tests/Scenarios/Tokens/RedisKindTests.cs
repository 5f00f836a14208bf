using System.Text.RegularExpressions;
using StackExchange.Redis;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>
/// Debian's Redis as it is run in earnest: with TLS and a user who may do little, and as a cluster. Run by <c>.ci/replicas</c>, since it
/// needs a <c>redis-server</c>.
/// </summary>
public sealed partial class RedisKindTests : IDisposable
{
    /// <summary>In milliseconds: what takes that long does not come.</summary>
    private const int Hang = 120_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>On a busy machine too, what is tried here is whether it works, not how soon.</summary>
    private static readonly Dictionary<string, string?> Patient = new() { ["Gateway:TokenCache:OperationTimeout"] = "00:00:01" };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redis-kinds-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Explicit = true, Timeout = Hang)]
    public async Task Over_TLS_as_a_user_who_may_do_no_more_than_the_documentation_says()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("redis");
        var port = FreePort.Take();
        await using var redis = await RedisProcess.StartAsync([
            "--tls-port",
            $"{port}",
            "--tls-cert-file",
            Write("server.pem", TestAuthority.Pem(certificate, authority.Intermediate)),
            "--tls-key-file",
            Write("key.pem", TestAuthority.KeyPem(certificate)),
            "--tls-auth-clients",
            "no",
            "--user",
            "ciam-gateway",
            "on",
            ">password",
            "~ciam-gateway:*",
            .. Permissions(),
        ]);
        await using var replicas = await ReplicaSet.StartAsync(
            1,
            Lifetime,
            redis,
            new(Patient)
            {
                ["Gateway:TokenCache:Redis"] = $"localhost:{port},ssl=true,user=ciam-gateway",
                ["Gateway:TokenCache:RedisPasswordFile"] = Write("password", "password"),
                ["Gateway:TokenCache:RedisTrustedCertificatesFile"] = Write("ca.pem", TestAuthority.Pem(authority.Root)),
            }
        );
        await AnotherTakesWhatIsThereAsync(replicas);
        var refused = ((RedisResult[])(await redis.AskAsync("ACL", "LOG"))!).Select(entry => entry.ToDictionary()["object"].ToString());
        Assert.All(refused, command => Assert.Equal("config|get", command));
    }

    [Fact(Explicit = true, Timeout = Hang)]
    public async Task As_a_cluster()
    {
        await using var redis = await RedisProcess.StartAsync(
            "--cluster-enabled",
            "yes",
            "--cluster-port",
            $"{FreePort.Take()}",
            "--dir",
            _folder.FullName
        );
        await redis.AskAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await Eventually.ValueAsync(
            async () => (string)(await redis.AskAsync("CLUSTER", "INFO"))!,
            state => state.Contains("cluster_state:ok", StringComparison.Ordinal)
        );
        await using var replicas = await ReplicaSet.StartAsync(1, Lifetime, redis, Patient);
        await AnotherTakesWhatIsThereAsync(replicas);
    }

    /// <summary>A second replica is ready without a token request of its own.</summary>
    private static async Task AnotherTakesWhatIsThereAsync(ReplicaSet replicas)
    {
        await ReplicaSet.SharesAsync(replicas.All[0]);
        var before = replicas.AuthorizationServer.TokenRequests.Count;
        await Eventually.HoldsAsync(async () => (await replicas.Redis.DumpAsync()).Split("ciam-gateway:token:").Length - 1 >= before);
        await ReplicaSet.SharesAsync(await replicas.AddAsync());
        Assert.Equal(before, replicas.AuthorizationServer.TokenRequests.Count);
        await using var load = replicas.Load();
        await Eventually.HoldsAsync(() => load.Count >= 20);
        Assert.Empty(load.Failures);
    }

    private static string[] Permissions() =>
        [
            .. UserOfRedis()
                .Matches(
                    DocumentationPage
                        .Deployment.Text.Split('\n')
                        .Single(line => line.StartsWith("The user of Redis needs", StringComparison.Ordinal))
                )
                .Select(match => match.Value),
        ];

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    [GeneratedRegex(@"\+[a-z]+")]
    private static partial Regex UserOfRedis();
}
