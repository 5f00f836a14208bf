using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using CiamGateway.Tokens.SharedCache;
using Microsoft.Extensions.Caching.Memory;

namespace CiamGateway.Tokens;

/// <summary>
/// Finds the slot of a token; makes it when it is asked for the first time, and keeps it as long as its client exists and a route uses it.
/// </summary>
internal sealed class TokenCache : IDisposable
{
    private readonly MemoryCache _slots;
    private readonly Lock _creation = new();
    private readonly TokenEndpoints _endpoints;
    private readonly SharedTokens _shared;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public TokenCache(TokenEndpoints endpoints, SharedTokens shared, GatewayMetrics metrics, TimeProvider clock, ILoggerFactory loggers)
    {
        _slots = new MemoryCache(new MemoryCacheOptions(), loggers);
        _endpoints = endpoints;
        _shared = shared;
        _metrics = metrics;
        _clock = clock;
        _logger = loggers.CreateLogger<TokenSlot>();
        metrics.BeforeScrape(() => metrics.Tokens.Are(Slots.Select(slot => slot.Facts)));
    }

    /// <summary>Every slot in use; that of a replaced client is not.</summary>
    private IEnumerable<TokenSlot> Slots =>
        _slots.Keys.OfType<TokenKey>().Where(key => !key.IsReplaced).Select(key => _slots.Get<TokenSlot>(key)).OfType<TokenSlot>();

    public TokenSlot Slot(TokenClient client, TokenRequest request)
    {
        var key = new TokenKey(client, request);
        if (_slots.TryGetValue(key, out TokenSlot? slot))
        {
            return slot!;
        }
        lock (_creation)
        {
            return _slots.GetOrCreate(key, _ =>
            {
                client.Retired += () =>
                {
                    _slots.Get<TokenSlot>(key)?.Retire();
                    _slots.Remove(key);
                };
                return Create(client, request);
            })!;
        }
    }

    /// <summary>Removes the slots that no route uses any more.</summary>
    public void KeepOnly(IEnumerable<TokenRequest> wanted)
    {
        var kept = wanted.ToHashSet();
        foreach (var key in _slots.Keys.OfType<TokenKey>().Where(key => !kept.Contains(key.Request)))
        {
            _slots.Get<TokenSlot>(key)?.StopRenewal();
            _slots.Remove(key);
        }
    }

    public void Dispose()
    {
        foreach (var key in _slots.Keys)
        {
            _slots.Get<TokenSlot>(key)?.Dispose();
            _slots.Remove(key);
        }
        _slots.Dispose();
    }

    private TokenSlot Create(TokenClient client, TokenRequest request)
    {
        var before = client.Predecessor is { } predecessor ? _slots.Get<TokenSlot>(new TokenKey(predecessor, request)) : null;
        if (!client.InheritsTokens)
        {
            before?.StopRenewal();
        }
        var endpoint = _endpoints.Of(client);
        return new TokenSlot(
            request,
            client.Options,
            _shared.Around(client, request, endpoint),
            endpoint.Probes,
            client.InheritsTokens ? before : null,
            _metrics.Tokens.LookupsOf(client.Name, request.Scope.ToString()),
            _clock,
            _logger
        );
    }
}
