using System.Collections.Frozen;

namespace CiamGateway.Tokens.Clients;

/// <summary>The current token clients, by the name that routes use; replaced as a whole, and only the ones that changed.</summary>
internal sealed class TokenClients
{
    private readonly TimeProvider _clock;

    /// <summary>The current clients, and the clients that the last replacement removed.</summary>
    private volatile FrozenDictionary<string, TokenClient> _clients = FrozenDictionary<string, TokenClient>.Empty;
    private volatile int _version;

    public TokenClients(IReadOnlyDictionary<string, TokenClientSettings> settings, TimeProvider clock)
    {
        _clock = clock;
        Replace(settings);
    }

    /// <summary>Raised after the clients were replaced.</summary>
    public event Action? Replaced;

    /// <summary>Changes whenever the clients do.</summary>
    public int Version => _version;

    /// <summary>
    /// The client of this name; one that was removed is found until the next replacement, since its routes end a little later than it.
    /// </summary>
    public TokenClient? Find(string name) => _clients.GetValueOrDefault(name);

    public void Replace(IReadOnlyDictionary<string, TokenClientSettings> settings)
    {
        var before = _clients.Values.ToLookup(client => client.IsReplaced);
        var existing = before[false].ToDictionary(client => client.Name, StringComparer.OrdinalIgnoreCase);
        var removed = before[false].Where(client => !settings.ContainsKey(client.Name)).ToList();
        foreach (var gone in before[true])
        {
            gone.Retire();
        }
        removed.ForEach(client => client.HandOver());
        _clients = settings
            .Values.Select(client => KeepOrMake(client, existing.GetValueOrDefault(client.Name)))
            .Concat(removed)
            .ToFrozenDictionary(client => client.Name, StringComparer.OrdinalIgnoreCase);
        _version++;
        Replaced?.Invoke();
    }

    private TokenClient KeepOrMake(TokenClientSettings settings, TokenClient? before)
    {
        if (before?.Settings.Fingerprint == settings.Fingerprint)
        {
            return before;
        }
        before?.HandOver();
        return new TokenClient(settings, before, _clock);
    }
}
