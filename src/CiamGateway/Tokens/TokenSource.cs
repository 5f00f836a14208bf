namespace CiamGateway.Tokens;

/// <summary>Where a route gets its token: resolves the token client as it is now, and remembers the slot's key for as long as that client lasts.</summary>
internal sealed class TokenSource(TokenRequest request, TokenClients clients, TokenCache cache)
{
    private volatile Resolved? _resolved;

    public TokenRequest Request => request;

    /// <inheritdoc cref="TokenSlot.GetAsync"/>
    public ValueTask<TokenResult> GetAsync(CancellationToken cancellationToken)
    {
        var client = clients[request.Client];
        var resolved = _resolved;
        if (resolved is null || !ReferenceEquals(resolved.Client, client))
        {
            _resolved = resolved = new Resolved(client, new TokenKey(client, request));
        }
        return cache.Slot(client, resolved.Key, request).GetAsync(cancellationToken);
    }

    private sealed record Resolved(TokenClient Client, TokenKey Key);
}
