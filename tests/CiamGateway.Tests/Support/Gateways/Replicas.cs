using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.SharedCache;
using StackExchange.Redis;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>Token engines that share one authorization server and one Redis, as the replicas of one gateway do.</summary>
internal sealed class Replicas : IDisposable
{
    private readonly RedisFixture _redis;
    private readonly Action<TokenClientOptions> _configure;
    private readonly TokenCacheSettings _settings;
    private readonly List<TokenEngine> _all = [];

    /// <param name="gate">Something between the replicas and Redis.</param>
    /// <param name="operationTimeout">Where the clock is to run while Redis is at work: long enough for a busy machine, unless the test
    /// lets it run out.</param>
    public Replicas(
        RedisFixture redis,
        Action<TokenClientOptions>? configure = null,
        RedisGate? gate = null,
        TimeSpan? operationTimeout = null
    )
    {
        _redis = redis;
        _configure = configure ?? (options => options.Retries = 0);
        var settings = redis.Settings(Prefix, gate?.Port);
        _settings = settings with { OperationTimeout = operationTimeout ?? settings.OperationTimeout };
        First = Start();
        Second = Start();
    }

    public string Prefix { get; } = $"test-{Guid.NewGuid():n}";

    public TokenEngine First { get; }

    public TokenEngine Second { get; }

    /// <summary>The token requests of all replicas.</summary>
    public int TokenRequests => First.TokenRequests;

    /// <summary>The one entry that there is.</summary>
    public RedisKey Entry => Assert.Single(_redis.Entries(Prefix));

    /// <summary>One replica more, with options of its own.</summary>
    public TokenEngine Start(Action<TokenClientOptions>? configure = null, TokenCacheSettings? settings = null)
    {
        var engine = new TokenEngine(configure ?? _configure, settings ?? _settings, _all.FirstOrDefault());
        _all.Add(engine);
        return engine;
    }

    /// <summary>The replica's token, once it has one; its clock does not advance.</summary>
    public static async Task<string> TokenOf(TokenEngine replica)
    {
        var result = await replica.AskAsync();
        Assert.Null(result.Failure);
        return result.Token!.AuthorizationHeader;
    }

    /// <summary>
    /// Has the authorization server issue this one from now on, and waits until the first replica's token is where others find it.
    /// </summary>
    public async Task PublishAsync(string token = "first", string expiresIn = "3600")
    {
        First.Answers(TokenEngine.TokenResponse(token, expiresIn));
        Assert.Equal($"Bearer {token}", await TokenOf(First));
        await WrittenAsync(First, 1);
    }

    /// <summary>Waits until the replica has written so many entries, and given its lock back.</summary>
    public Task WrittenAsync(TokenEngine replica, int count) =>
        Eventually.HoldsAsync(async () =>
            await replica.SeriesAsync("""ciam_gateway_shared_cache_operations_total{operation="write",outcome="written"}""") >= count
            && !IsLocked
        );

    /// <summary>
    /// Waits until no replica has a lock: one that finds another's lock waits for its own clock, which does not advance.
    /// </summary>
    public Task UnlockedAsync() => Eventually.HoldsAsync(() => !IsLocked);

    /// <summary>How often the replica's looks at the store came to this.</summary>
    public static async Task<double> ReadsAsync(TokenEngine replica, string outcome) =>
        await replica.SeriesAsync($$"""ciam_gateway_shared_cache_operations_total{operation="read",outcome="{{outcome}}"}""") ?? 0;

    public void Advance(TimeSpan time) => _all.ForEach(replica => replica.Clock.Advance(time));

    public void Dispose() => Enumerable.Reverse(_all).ToList().ForEach(replica => replica.Dispose());

    private bool IsLocked => _redis.Keys(Prefix).Exists(key => key.ToString().Contains(":lock:", StringComparison.Ordinal));
}
