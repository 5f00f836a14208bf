using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Methods;
using CiamGateway.Forwarding.Targets;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>The routes of a configuration, and which of them would take a request.</summary>
internal sealed class RouteTable(IProxyConfig proxy, IReadOnlySet<string> tokenClients, bool servesHeadAsGet = true) : IAsyncDisposable
{
    /// <summary>What routes ask for beside path and method; nothing is among it.</summary>
    private readonly RouteMatch[] _conditions =
    [
        .. proxy.Routes.Select(route => route.Match with { Path = null, Methods = null }).Append(new RouteMatch()).Distinct(),
    ];

    private RouteSelection? _selection;

    public IReadOnlyList<ListedRoute> Routes { get; } =
    [.. proxy.Routes.Select(route => List(route, AccessTokenDirective.Of(route, tokenClients)))];

    /// <summary>One route as its configuration has it.</summary>
    public static ListedRoute List(RouteConfig route, AccessTokenDirective? directive) =>
        new(
            route.RouteId,
            route.ClusterId,
            route.Match.Path,
            HeadAsGet.ListedMethods(route),
            route.AuthorizationPolicy,
            directive?.Token?.Client,
            directive?.Token?.Scope.ToString()
        )
        {
            AllowInPath = PathAllowance.Listed(route.Metadata),
        };

    /// <summary>
    /// The routes that take one or another of the requests that somebody may make for a path, in the order of <see cref="Routes"/>.
    /// </summary>
    /// <param name="path">The path, with a value in place of every parameter.</param>
    public async Task<IReadOnlyList<ListedRoute>> TakersAsync(string method, Func<string, PathString> path)
    {
        _selection ??= await RouteSelection.CreateAsync(proxy.Routes, servesHeadAsGet);
        var context = new DefaultHttpContext();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in _conditions.SelectMany(condition => new SampleRequests(condition, path, context).Requests(method)))
        {
            var takers = await _selection.SelectAsync(request);
            names.UnionWith(takers.Where(taker => takers.Count > 1 || _selection.HasLettersOf(taker, request)));
        }
        return [.. Routes.Where(route => names.Contains(route.Name))];
    }

    public ValueTask DisposeAsync() => _selection?.DisposeAsync() ?? default;
}
