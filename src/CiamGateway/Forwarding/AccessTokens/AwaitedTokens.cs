using System.Collections.Frozen;
using CiamGateway.Callers;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// The routes of a changed configuration that go on with their old access token until the new one has come. Only the token is old: nothing
/// else of such a route changes, neither does its cluster, and no caller is added to it. So a token never goes out where it did not before.
/// </summary>
internal sealed class AwaitedTokens(TokenClients clients, TokenCache cache, TimeProvider clock)
{
    /// <summary>
    /// An authorization server that works grants a token within this time, so that the whole change takes effect at once.
    /// </summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    private volatile FrozenDictionary<string, HeldRoute> _routes = FrozenDictionary<string, HeldRoute>.Empty;

    /// <summary>The routes that go on with their old token.</summary>
    public IReadOnlyList<HeldRoute> Routes => _routes.Values;

    /// <summary>The tokens that are waited for.</summary>
    public IEnumerable<TokenRequest> Requests => _routes.Values.SelectMany(route => route.Missing).Distinct();

    /// <summary>Whether all of them are there.</summary>
    public bool HaveCome => Requests.All(HasToken);

    /// <summary>
    /// Asks for the tokens that the changed routes need, and waits for a second at most. Routes whose token is not there then are held.
    /// </summary>
    /// <param name="before">The routes that are served.</param>
    /// <param name="accessBefore">Who may call them.</param>
    /// <param name="changed">The routes that are to be served.</param>
    public async Task HoldAsync(IProxyConfig before, AccessSettings accessBefore, IProxyConfig changed, GatewayConfiguration configuration)
    {
        _routes = FrozenDictionary<string, HeldRoute>.Empty;
        if (!configuration.Options.Reload.WaitForTokens || Find().Count == 0)
        {
            return;
        }
        var requests = Find().SelectMany(route => route.Missing).Distinct();
        try
        {
            await Task.WhenAll(requests.Select(request => SlotOf(request).GetAsync(CancellationToken.None).AsTask()))
                .WaitAsync(ShortWait, clock);
        }
        catch (TimeoutException) { }
        _routes = Find().ToFrozenDictionary(route => route.Changed.RouteId, StringComparer.OrdinalIgnoreCase);

        List<HeldRoute> Find()
        {
            var clusters = before.Clusters.ToDictionary(cluster => cluster.ClusterId, StringComparer.OrdinalIgnoreCase);
            var unchanged = changed.Clusters.Where(cluster => cluster.Equals(clusters.GetValueOrDefault(cluster.ClusterId)));
            var names = unchanged.Select(cluster => cluster.ClusterId).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var served = before.Routes.ToDictionary(route => route.RouteId, StringComparer.OrdinalIgnoreCase);
            return
            [
                .. from route in changed.Routes
                where route.ClusterId is { } cluster && names.Contains(cluster)
                let old = served.GetValueOrDefault(route.RouteId)
                where
                    old is not null
                    && IsOnlyTokenChanged(old, route)
                    && !AdmitsMore(route.AuthorizationPolicy, accessBefore, configuration.Access)
                let held = Held(old, route, configuration)
                where held is not null
                select held,
            ];
        }
    }

    /// <summary>The routes as they are served until their tokens have come.</summary>
    public IReadOnlyList<RouteConfig> In(IReadOnlyList<RouteConfig> routes) =>
        [.. routes.Select(route => _routes.GetValueOrDefault(route.RouteId)?.Served ?? route)];

    /// <summary>Waits for no token any more.</summary>
    public void Clear() => _routes = FrozenDictionary<string, HeldRoute>.Empty;

    private HeldRoute? Held(RouteConfig old, RouteConfig changed, GatewayConfiguration configuration)
    {
        var before = AccessTokenDirective.Of(old, configuration.TokenClientNames)?.Token;
        var after = AccessTokenDirective.Of(changed, configuration.TokenClientNames);
        if (before is null || after is not { Token: { } token, IsWarm: true } || before == token)
        {
            return null;
        }
        var missing = RouteTokenRequests.Of(changed, token, configuration.Access).Where(request => !HasToken(request)).ToList();
        var isServed = RouteTokenRequests.Of(old, before, configuration.Access).All(HasToken);
        return missing.Count > 0 && isServed ? new HeldRoute(old, changed, missing) : null;
    }

    private static bool IsOnlyTokenChanged(RouteConfig old, RouteConfig changed)
    {
        var token = old.Transforms?.FirstOrDefault(AccessTokenDirective.IsIn);
        return token is not null
            && old.Equals(
                changed with
                {
                    Transforms = changed.Transforms?.Select(transform => AccessTokenDirective.IsIn(transform) ? token : transform).ToList(),
                }
            );
    }

    /// <summary>Whether the change admits more callers to the route. They must not use the old token.</summary>
    private static bool AdmitsMore(string? policy, AccessSettings before, AccessSettings after)
    {
        var admitted = before
            .Callers.Values.Where(caller => before.Admits(policy, caller))
            .Select(caller => caller.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return after.Callers.Values.Any(caller => after.Admits(policy, caller) && !admitted.Contains(caller.Name))
            || Array.Exists([true, false], isLocal => after.AdmitsAnonymous(policy, isLocal) && !before.AdmitsAnonymous(policy, isLocal));
    }

    private bool HasToken(TokenRequest request) => SlotOf(request).HasToken;

    private TokenSlot SlotOf(TokenRequest request) => new TokenSource(request, clients, cache).Now.Slot;
}

/// <param name="Served">The route with its old token.</param>
/// <param name="Changed">The route with its new one.</param>
/// <param name="Missing">The tokens that have not come yet.</param>
internal sealed record HeldRoute(RouteConfig Served, RouteConfig Changed, IReadOnlyList<TokenRequest> Missing);
