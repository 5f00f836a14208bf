using System.Collections.Frozen;
using CiamGateway.Configuration;

namespace CiamGateway.Tokens;

/// <summary>The token clients in force, by the name that routes use; replaced as a whole, and only those that changed.</summary>
internal sealed class TokenClients
{
    private readonly TimeProvider _clock;
    private volatile FrozenDictionary<string, TokenClient> _clients = FrozenDictionary<string, TokenClient>.Empty;
    private volatile TokenClient[] _removed = [];
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

    /// <summary>The client of this name; one that was removed is found until the next replacement, since its routes end a little later than it.</summary>
    public TokenClient? Find(string name) =>
        _clients.GetValueOrDefault(name) ?? _removed.FirstOrDefault(client => client.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public void Replace(IReadOnlyDictionary<string, TokenClientSettings> settings)
    {
        var before = _clients;
        Array.ForEach(_removed, client => client.Retire());
        _clients = settings.Values.ToFrozenDictionary(client => client.Name, KeepOrMake, StringComparer.OrdinalIgnoreCase);
        _removed = [.. before.Values.Where(client => !settings.ContainsKey(client.Name))];
        Array.ForEach(_removed, client => client.HandOver());
        _version++;
        Replaced?.Invoke();
    }

    private TokenClient KeepOrMake(TokenClientSettings settings)
    {
        var before = _clients.GetValueOrDefault(settings.Name);
        if (before?.Settings.Fingerprint == settings.Fingerprint)
        {
            return before;
        }
        before?.HandOver();
        return new TokenClient(settings, before, _clock);
    }
}
