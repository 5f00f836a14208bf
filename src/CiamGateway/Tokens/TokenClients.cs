using System.Collections.Frozen;
using CiamGateway.Configuration;

namespace CiamGateway.Tokens;

/// <summary>The token clients in force, by the name that routes use; replaced as a whole, and only those that changed.</summary>
internal sealed class TokenClients
{
    private readonly TimeProvider _clock;
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

    public TokenClient? Find(string name) => _clients.GetValueOrDefault(name);

    public void Replace(IReadOnlyDictionary<string, TokenClientSettings> settings)
    {
        _clients = settings.Values.ToFrozenDictionary(client => client.Name, KeepOrMake, StringComparer.OrdinalIgnoreCase);
        _version++;
        Replaced?.Invoke();
    }

    private TokenClient KeepOrMake(TokenClientSettings settings)
    {
        var before = Find(settings.Name);
        if (before?.Settings.Fingerprint == settings.Fingerprint)
        {
            return before;
        }
        before?.HandOver();
        return new TokenClient(settings, before, _clock);
    }
}
