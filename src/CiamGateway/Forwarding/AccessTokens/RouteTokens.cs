using System.Collections.Concurrent;
using CiamGateway.Callers;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// The tokens of one route: the one of the token client that it names, and those of callers who bring their own instead. Each is found once
/// and kept, so that a request only looks it up.
/// </summary>
internal sealed class RouteTokens
{
    private readonly AttachedToken _shared;

    /// <summary>As small as can be: most routes have none, and there may be ten thousand.</summary>
    private readonly ConcurrentDictionary<string, AttachedToken> _own = new(
        concurrencyLevel: 1,
        capacity: 1,
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Func<string, AttachedToken> _create;

    public RouteTokens(string route, TokenRequest request, AccessTokenDirective directive, TokenClients clients, TokenCache cache)
    {
        _create = client => new AttachedToken(
            route,
            new TokenSource(request with { Client = client }, clients, cache),
            directive.Header,
            directive.ReplaysOn401,
            directive.Rejection
        );
        _shared = _create(request.Client);
    }

    /// <param name="caller">Null if it is anonymous.</param>
    public AttachedToken For(CallerSettings? caller) =>
        caller is not null && caller.TokenClients.TryGetValue(_shared.Source.Request.Client, out var own)
            ? _own.GetOrAdd(own, _create)
            : _shared;
}
