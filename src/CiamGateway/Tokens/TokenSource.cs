using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens;

/// <summary>
/// Where a route gets its token: finds the slot of its token client as that is now, and remembers it until the clients change.
/// </summary>
internal sealed class TokenSource(TokenRequest request, TokenClients clients, TokenCache cache)
{
    private volatile Resolved? _resolved;

    public TokenRequest Request => request;

    /// <summary>The token client and its slot.</summary>
    public Resolved Now => _resolved is { } resolved && resolved.Version == clients.Version ? resolved : Resolve();

    /// <inheritdoc cref="TokenSlot.GetAsync"/>
    public ValueTask<TokenResult> GetAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var pending = now.Slot.GetAsync(cancellationToken);
        return pending.IsCompletedSuccessfully ? pending : new(FollowRotationAsync(now, pending, cancellationToken));
    }

    /// <summary>A wait that failed because the credential was replaced meanwhile is no failure: the new one is asked.</summary>
    private async Task<TokenResult> FollowRotationAsync(
        Resolved before,
        ValueTask<TokenResult> pending,
        CancellationToken cancellationToken
    )
    {
        var result = await pending;
        return result.Succeeded || Now.Client == before.Client ? result : await Now.Slot.GetAsync(cancellationToken);
    }

    /// <summary>
    /// A client that was removed from the configuration serves until its routes are gone, too. Calls that last even longer find what it has
    /// left: nothing new is made for it.
    /// </summary>
    private Resolved Resolve()
    {
        var version = clients.Version;
        return _resolved = (clients.Find(request.Client), _resolved) switch
        {
            ({ } client, _) => new Resolved(version, client, cache.Slot(client, request)),
            (_, { } last) => last with { Version = version },
            _ => throw new InvalidOperationException($"There is no token client '{request.Client}'."),
        };
    }

    public sealed record Resolved(int Version, TokenClient Client, TokenSlot Slot);
}
