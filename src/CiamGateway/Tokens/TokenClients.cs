using System.Collections.Frozen;
using CiamGateway.Configuration;

namespace CiamGateway.Tokens;

/// <summary>The token clients in force, by the name that routes use.</summary>
internal sealed class TokenClients(IReadOnlyDictionary<string, TokenClientSettings> settings)
{
    private readonly FrozenDictionary<string, TokenClient> _clients = settings.Values
        .ToFrozenDictionary(client => client.Name, client => new TokenClient(client, credentialGeneration: 1), StringComparer.OrdinalIgnoreCase);

    public TokenClient this[string name] => _clients[name];
}
