using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Routes;
using Microsoft.Extensions.Primitives;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Which tokens are fetched and kept for the routes that YARP has applied.</summary>
public sealed class WarmTokenListenerTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly TokenEngine _engine = new();
    private readonly CurrentRoutes _routes = new();
    private readonly WarmTokenListener _listener;

    public WarmTokenListenerTests()
    {
        _engine.Answers(TokenEngine.TokenResponse());
        var configuration = new CurrentConfiguration(_folder.Load());
        var awaited = new AwaitedTokens(_engine.Clients, _engine.Cache, _engine.Clock);
        _listener = new WarmTokenListener(_engine.WarmTokens, _routes, configuration, _engine.Clients, _engine.Cache, awaited);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_routes_token_is_fetched_at_once_unless_it_says_otherwise_or_has_none()
    {
        Apply(Route("domain-list", "a"), Route("domain-delete", "a"), Route("user-list", "b", warm: "false"), Route("open", scope: null));
        Assert.Equal(["a"], _engine.WarmTokens.Slots.Select(slot => slot.Request.Scope.Value));
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        Assert.Equal(1, _engine.TokenRequests);
        Assert.Equal(
            ["domain-list: a, warm", "domain-delete: a, warm", "user-list: b", "open: "],
            _routes.All.Select(route =>
                $"{route.Name}: {string.Join(' ', route.Tokens.Select(token => token.Request.Scope.Value))}{(route.IsWarm ? ", warm" : "")}"
            )
        );
    }

    [Fact]
    public async Task A_token_that_no_route_names_any_more_is_dropped_and_one_that_is_only_no_longer_warm_serves_on()
    {
        Apply(Route("domain-list", "a"), Route("user-list", "b"));
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        Apply(Route("user-list", "b", warm: "false"));
        Assert.Empty(_engine.WarmTokens.Slots);
        Assert.Equal((false, true), (HasToken("a"), HasToken("b")));
    }

    [Fact]
    public async Task What_YARP_only_loads_or_refuses_changes_nothing()
    {
        Apply(Route("domain-list", "a"));
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        _listener.ConfigurationLoaded([new Routes()]);
        _listener.ConfigurationApplyingFailed([new Routes()], new InvalidOperationException());
        _listener.ConfigurationLoadingFailed(null!, new InvalidOperationException());
        Assert.True(HasToken("a"));
        Assert.Single(_routes.All);
    }

    private bool HasToken(string scope) => _engine.Source(scope).Now.Slot.HasToken;

    private void Apply(params RouteConfig[] routes) => _listener.ConfigurationApplied([new Routes(routes)]);

    private static RouteConfig Route(string name, string? scope, string warm = "true") =>
        new()
        {
            RouteId = name,
            ClusterId = "provisioning",
            Match = new RouteMatch { Path = $"/{name}" },
            Transforms =
            [
                scope is null
                    ? new Dictionary<string, string> { ["AccessToken"] = "none" }
                    : new Dictionary<string, string>
                    {
                        ["AccessToken"] = "provisioning",
                        ["Scope"] = scope,
                        ["Warm"] = warm,
                    },
            ],
        };

    private sealed class Routes(params RouteConfig[] routes) : IProxyConfig
    {
        IReadOnlyList<RouteConfig> IProxyConfig.Routes => routes;

        public IReadOnlyList<ClusterConfig> Clusters => [];

        public IChangeToken ChangeToken { get; } = new CancellationChangeToken(CancellationToken.None);
    }
}
