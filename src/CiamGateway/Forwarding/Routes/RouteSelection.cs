using System.Diagnostics;
using CiamGateway.Compatibility;
using CiamGateway.Forwarding.Methods;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Configuration.RouteValidators;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Answers which route would take a request, by the gateway's own routing: YARP's endpoints in ASP.NET Core's matcher. Nothing is sent.
/// </summary>
internal sealed class RouteSelection : IAsyncDisposable
{
    /// <summary>A cluster without destinations: where a request would go is no matter here.</summary>
    private const string Cluster = "any";

    private readonly ServiceProvider _services;
    private readonly RequestDelegate _routing;
    private readonly Dictionary<string, RouteEndpoint> _endpoints = new(StringComparer.OrdinalIgnoreCase);

    private RouteSelection(ServiceProvider services, IReadOnlyList<RouteConfig> routes, bool servesHeadAsGet)
    {
        Routes = routes;
        _services = services;
        services
            .GetRequiredService<InMemoryConfigProvider>()
            .Update(servesHeadAsGet ? [.. routes.Select(HeadAsGet.AddTo)] : routes, [new ClusterConfig { ClusterId = Cluster }]);
        _routing = Routing(endpoints =>
        {
            endpoints.MapReverseProxy();
            foreach (var endpoint in endpoints.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
            {
                _endpoints.Add(NameOf(endpoint)!, endpoint);
            }
        });
    }

    /// <summary>What decides about routing, of those routes that YARP and routing accept.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; }

    /// <summary>The pattern of an accepted route's path, as routing has it.</summary>
    public RoutePattern PathOf(RouteConfig route) => _endpoints[route.RouteId].RoutePattern;

    /// <param name="servesHeadAsGet">Whether routes that list GET take HEAD, too.</param>
    public static async Task<RouteSelection> CreateAsync(IEnumerable<RouteConfig> routes, bool servesHeadAsGet)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddRouting()
            .AddSingleton<MatcherPolicy, ListedHeadPolicy>()
            .AddSingleton<MatcherPolicy, LetterCasePolicy>()
            .AddSingleton(_ => new DiagnosticListener(nameof(RouteSelection)))
            .AddReverseProxy()
            .KeepAffinityKeysInMemory()
            .LoadFromMemory([], [])
            .Services;
        AlreadyValidated.Replace(services);
        return new RouteSelection(services.BuildServiceProvider(), await AcceptedAsync(routes), servesHeadAsGet);
    }

    /// <returns>The names of the routes that would take the request: none, one, or several where neither comes first.</returns>
    public async Task<IReadOnlyList<string>> SelectAsync(HttpContext request)
    {
        request.RequestServices = _services;
        try
        {
            await _routing(request);
        }
        catch (Exception exception) when (RoutingMessages.AmbiguousEndpoints(exception) is { } names)
        {
            return [.. Routes.Select(route => route.RouteId).Where(names.Contains)];
        }
        return NameOf(request.GetEndpoint()) is { } route ? [route] : [];
    }

    /// <summary>Whether a request has the upper and lower case of the route's path: others are refused.</summary>
    public bool HasLettersOf(string route, HttpContext request) =>
        RouteLiterals.AreIn(request.Request.Path, _endpoints[route].RoutePattern, request.Request.RouteValues);

    /// <summary>Whether a route would take the request if there were no other.</summary>
    public async Task<bool> TakesAloneAsync(string route, HttpContext request)
    {
        if (!_endpoints.TryGetValue(route, out var alone))
        {
            return false;
        }
        request.RequestServices = _services;
        await Routing(endpoints => endpoints.DataSources.Add(new DefaultEndpointDataSource(alone)))(request);
        return NameOf(request.GetEndpoint()) == route;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<IReadOnlyList<RouteConfig>> AcceptedAsync(IEnumerable<RouteConfig> routes)
    {
        var proxy = new ServiceCollection().AddLogging().AddReverseProxy().KeepAffinityKeysInMemory();
        await using var services = proxy.Services.AddSingleton<IRouteValidator, RouteConstraintValidator>().BuildServiceProvider();
        var validator = services.GetRequiredService<IConfigValidator>();
        var accepted = new List<RouteConfig>();
        foreach (
            var route in routes.Select(route => new RouteConfig
            {
                RouteId = route.RouteId,
                ClusterId = Cluster,
                Match = route.Match,
                Order = route.Order,
            })
        )
        {
            if ((await validator.ValidateRouteAsync(route)).Count == 0)
            {
                accepted.Add(route);
            }
        }
        return accepted;
    }

    /// <summary>Routing and nothing behind it.</summary>
    private RequestDelegate Routing(Action<IEndpointRouteBuilder> map) =>
        new ApplicationBuilder(_services).UseRouting().Use(_ => _ => Task.CompletedTask).UseEndpoints(map).Build();

    private static string? NameOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.RouteId;
}

/// <summary>Spares YARP a second look at routes and clusters that its own validator accepted a moment ago.</summary>
internal sealed class AlreadyValidated : IConfigValidator
{
    public static void Replace(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IConfigValidator, AlreadyValidated>());

    public ValueTask<IList<Exception>> ValidateRouteAsync(RouteConfig route) => new([]);

    public ValueTask<IList<Exception>> ValidateClusterAsync(ClusterConfig cluster) => new([]);
}
