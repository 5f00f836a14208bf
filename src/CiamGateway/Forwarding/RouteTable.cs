using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding;

/// <summary>The routes of a configuration, and which of them would take a request.</summary>
internal sealed class RouteTable(IProxyConfig proxy, IReadOnlySet<string> tokenClients) : IAsyncDisposable
{
    private RouteSelection? _selection;

    public IReadOnlyList<ListedRoute> Routes { get; } = [.. proxy.Routes.Select(route => List(route, AccessTokenDirective.Of(route, tokenClients)))];

    /// <summary>One route as its configuration has it.</summary>
    public static ListedRoute List(RouteConfig route, AccessTokenDirective? directive) =>
        new(route.RouteId, route.ClusterId, route.Match.Path, route.Match.Methods ?? [], route.AuthorizationPolicy, directive?.Token?.Client, directive?.Token?.Scope.Value);

    /// <returns>None, one, or several where routing could not decide.</returns>
    public async Task<IReadOnlyList<ListedRoute>> TakersAsync(HttpContext request)
    {
        _selection ??= await RouteSelection.CreateAsync(proxy.Routes);
        var names = await _selection.SelectAsync(request);
        return [.. Routes.Where(route => names.Contains(route.Name))];
    }

    public ValueTask DisposeAsync() => _selection?.DisposeAsync() ?? default;
}
