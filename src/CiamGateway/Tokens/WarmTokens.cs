namespace CiamGateway.Tokens;

/// <summary>Fetches the tokens of warm routes at start, so that no first request waits, and knows whether all have been obtained.</summary>
internal sealed partial class WarmTokens(TokenClients clients, TokenCache cache, TimeProvider clock, ILogger<WarmTokens> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly HashSet<TokenRequest> _wanted = [];
    private readonly HashSet<TokenRequest> _missing = [];

    /// <summary>The tokens that were never obtained since they were first wanted.</summary>
    public IReadOnlyList<TokenRequest> Missing
    {
        get
        {
            lock (_gate)
            {
                return [.. _missing];
            }
        }
    }

    /// <summary>Names the tokens to keep warm from now on.</summary>
    public void Want(IEnumerable<TokenRequest> requests)
    {
        lock (_gate)
        {
            var wanted = requests.ToHashSet();
            _missing.IntersectWith(wanted);
            _missing.UnionWith(wanted.Except(_wanted));
            _wanted.Clear();
            _wanted.UnionWith(wanted);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var delay = FirstDelay; Missing is { Count: > 0 } missing; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            await Task.WhenAll(missing.Select(request => FetchAsync(request, stoppingToken)));
            if (Missing.Count > 0)
            {
                await Task.Delay(delay, clock, stoppingToken);
            }
        }
        LogWarm(logger, _wanted.Count);
    }

    private async Task FetchAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        var result = await new TokenSource(request, clients, cache).GetAsync(cancellationToken);
        if (result.Succeeded)
        {
            lock (_gate)
            {
                _missing.Remove(request);
            }
        }
    }

    [LoggerMessage(2020, LogLevel.Information, "Ready: all {Count} warm tokens are there")]
    private static partial void LogWarm(ILogger logger, int count);
}
