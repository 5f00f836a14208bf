using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using CiamGateway.Sandbox.Soak;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>
/// Several gateways as processes of their own, with one authorization server, one API and one real Redis, and calls that are spread over
/// all of them.
/// </summary>
internal sealed class ReplicaSet : IAsyncDisposable
{
    private static readonly SteadyCall[] Calls = [new("GET", "/Domains", 200), new("DELETE", "/Domains/0", 404)];

    private readonly List<RunningGateway> _replicas = [];
    private readonly HttpClient _caller;
    private readonly Dictionary<string, string?> _settings;

    private ReplicaSet(
        SandboxAuthorizationServer authorizationServer,
        SandboxProvisioningApi api,
        RedisProcess redis,
        Dictionary<string, string?> settings
    )
    {
        AuthorizationServer = authorizationServer;
        Api = api;
        Redis = redis;
        _settings = settings;
        _caller = new HttpClient(Balancer) { BaseAddress = new Uri("http://replicas") };
        _caller.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", SandboxCaller.OpsConsole.ApiKey);
    }

    public SandboxAuthorizationServer AuthorizationServer { get; }

    public SandboxProvisioningApi Api { get; }

    public RedisProcess Redis { get; }

    public LoadBalancer Balancer { get; } = new();

    public IReadOnlyList<RunningGateway> All => _replicas;

    /// <summary>The token requests so far, by their scope.</summary>
    public Dictionary<string, int> TokenRequests =>
        AuthorizationServer.TokenRequests.GroupBy(request => request.Scope!).ToDictionary(scope => scope.Key, scope => scope.Count());

    /// <param name="redis">A Redis of its own kind; a plain one where there is none.</param>
    /// <param name="settings">How to reach it.</param>
    public static async Task<ReplicaSet> StartAsync(
        int count,
        TimeSpan tokenLifetime,
        RedisProcess? redis = null,
        Dictionary<string, string?>? settings = null
    )
    {
        var authorizationServer = await SandboxAuthorizationServer.StartAsync(
            new AuthorizationServerOptions { TokenLifetime = tokenLifetime },
            Cancellation
        );
        var api = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions { Issuer = authorizationServer.Address, HasExamples = true },
            Cancellation
        );
        var replicas = new ReplicaSet(authorizationServer, api, redis ?? await RedisProcess.StartAsync(), settings ?? []);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async _ => await replicas.AddAsync()));
        return replicas;
    }

    /// <summary>Calls at a steady pace, until it is disposed of.</summary>
    public SteadyLoad Load() => new(_caller, Calls);

    /// <summary>Starts another replica; it gets calls once it is ready.</summary>
    public async Task<RunningGateway> AddAsync()
    {
        var replica = await RunningGateway.StartAsync(
            AuthorizationServer.TokenEndpoint,
            Api.Address,
            new(_settings)
            {
                ["Gateway:TokenCache:Redis"] = _settings.GetValueOrDefault("Gateway:TokenCache:Redis", $"127.0.0.1:{Redis.Port}"),
                ["Gateway:TokenCache:ConnectTimeout"] = "00:00:10",
                ["Gateway:Audit:Target"] = "None",
            }
        );
        lock (_replicas)
        {
            _replicas.Add(replica);
            Balancer.Use(_replicas.Select(one => one.Address));
        }
        return replica;
    }

    /// <summary>Waits until the last that a replica said of Redis is that it works.</summary>
    public static Task SharesAsync(RunningGateway replica) =>
        Eventually.ValueAsync(
            () => replica.Errors.LastOrDefault(line => line.Contains("Redis at", StringComparison.Ordinal)),
            line => line?.Contains("works: replicas share", StringComparison.Ordinal) is true,
            process: replica.Process
        );

    /// <summary>Takes a replica out of the balance, then stops it.</summary>
    public async Task RemoveAsync(RunningGateway replica)
    {
        _replicas.Remove(replica);
        Balancer.Use(_replicas.Select(one => one.Address));
        await replica.StopAsync();
        await replica.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
        await Api.DisposeAsync();
        await AuthorizationServer.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
