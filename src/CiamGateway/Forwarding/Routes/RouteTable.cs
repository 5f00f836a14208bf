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

/// <summary>A route as the configuration lists it.</summary>
/// <param name="Path">The pattern of its path; none where it takes any.</param>
/// <param name="Methods">Its methods; empty where it takes any.</param>
/// <param name="Policy">The access policy that it names.</param>
/// <param name="TokenClient">The token client that its token comes from; none where it goes out without one.</param>
/// <param name="Scope">The scope of its token, as it is asked for.</param>
internal sealed record ListedRoute(
    string Name,
    string? Cluster,
    string? Path,
    IReadOnlyList<string> Methods,
    string? Policy,
    string? TokenClient,
    string? Scope
)
{
    /// <summary>
    /// The otherwise refused characters that its last path parameter may hold, with spaces between them, and those of other parameters
    /// behind their name; null if there are none.
    /// </summary>
    public string? AllowInPath { get; init; }
}
