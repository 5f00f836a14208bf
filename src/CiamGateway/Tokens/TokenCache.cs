using CiamGateway.Telemetry;
using Microsoft.Extensions.Caching.Memory;

namespace CiamGateway.Tokens;

/// <summary>Finds the slot of a token; makes it when it is asked for the first time.</summary>
internal sealed class TokenCache : IDisposable
{
    /// <summary>A slot that nobody asked for this long belongs to a route or credential that is gone.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromHours(25);

    private readonly MemoryCache _slots;
    private readonly Lock _creation = new();
    private readonly TokenEndpoints _endpoints;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public TokenCache(TokenEndpoints endpoints, GatewayMetrics metrics, TimeProvider clock, ILoggerFactory loggers)
    {
        _slots = new MemoryCache(new MemoryCacheOptions(), loggers);
        _endpoints = endpoints;
        _metrics = metrics;
        _clock = clock;
        _logger = loggers.CreateLogger<TokenSlot>();
        metrics.BeforeScrape(ReportExpiry);
    }

    public TokenSlot Slot(TokenClient client, TokenKey key, TokenRequest request) =>
        _slots.TryGetValue(key, out TokenSlot? slot) ? slot! : Create(client, key, request);

    public void Dispose() => _slots.Dispose();

    private TokenSlot Create(TokenClient client, TokenKey key, TokenRequest request)
    {
        lock (_creation)
        {
            return _slots.GetOrCreate(key, entry =>
            {
                entry.SlidingExpiration = IdleTime;
                return new TokenSlot(request, client, _endpoints.Of(client), _metrics.LookupsOf(client.Name, request.Scope.Value), _clock, _logger);
            })!;
        }
    }

    private void ReportExpiry()
    {
        foreach (var slot in _slots.Keys.Select(key => _slots.Get<TokenSlot>(key)).OfType<TokenSlot>())
        {
            _metrics.TokenExpiresIn(slot.Request.Client, slot.Request.Scope.Value, slot.Current?.Lifetime.Remaining ?? TimeSpan.Zero);
        }
    }
}
