using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens;

/// <summary>
/// The tokens that are kept fresh for routes: fetched as soon as they are named, renewed by timer, and known to be there or missing.
/// </summary>
internal sealed class WarmTokens : IDisposable
{
    private readonly TokenClients _clients;
    private readonly TokenCache _cache;
    private readonly Lock _gate = new();
    private Dictionary<TokenRequest, TokenSource> _wanted = [];
    private HashSet<TokenRequest> _awaited = [];

    public WarmTokens(TokenClients clients, TokenCache cache)
    {
        _clients = clients;
        _cache = cache;
        clients.Replaced += KeepWarm;
    }

    /// <summary>The tokens that are not there: never obtained yet, or over.</summary>
    public IReadOnlyList<TokenRequest> Missing => [.. Slots.Where(slot => !slot.HasToken).Select(slot => slot.Request)];

    /// <summary>The slots of the tokens that routes need.</summary>
    public IReadOnlyList<TokenSlot> Slots
    {
        get
        {
            lock (_gate)
            {
                return [.. _wanted.Values.Where(source => !_awaited.Contains(source.Request)).Select(source => source.Now.Slot)];
            }
        }
    }

    /// <summary>Names the tokens to keep warm from now on; any other serves on, and is renewed on demand.</summary>
    /// <param name="awaited">Tokens of routes that are not applied yet: they are fetched, but do not count as missing.</param>
    public void Want(IEnumerable<TokenRequest> requests, IEnumerable<TokenRequest>? awaited = null)
    {
        lock (_gate)
        {
            var before = _wanted;
            var needed = requests.ToHashSet();
            _awaited = [.. (awaited ?? []).Except(needed)];
            _wanted = needed
                .Concat(_awaited)
                .ToDictionary(
                    request => request,
                    request => before.GetValueOrDefault(request) ?? new TokenSource(request, _clients, _cache)
                );
            foreach (var (_, source) in before.Where(entry => !_wanted.ContainsKey(entry.Key)))
            {
                source.Now.Slot.StopBackgroundRefresh();
            }
            KeepWarm();
        }
    }

    public void Dispose() => _clients.Replaced -= KeepWarm;

    private List<TokenSource> Sources
    {
        get
        {
            lock (_gate)
            {
                return [.. _wanted.Values];
            }
        }
    }

    private void KeepWarm()
    {
        lock (_gate)
        {
            Sources.ForEach(source => source.Now.Slot.KeepWarm());
        }
    }
}
