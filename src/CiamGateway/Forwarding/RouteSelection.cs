using System.Diagnostics;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding;

/// <summary>Answers which route would take a request, by the gateway's own routing: YARP's endpoints in ASP.NET Core's matcher. Nothing is sent.</summary>
internal sealed class RouteSelection : IAsyncDisposable
{
    /// <summary>A cluster without destinations: where a request would go is no matter here.</summary>
    private const string Cluster = "any";

    private readonly ServiceProvider _services;
    private readonly RequestDelegate _routing;

    private RouteSelection(ServiceProvider services, IReadOnlyList<RouteConfig> routes)
    {
        Routes = routes;
        _services = services;
        services.GetRequiredService<InMemoryConfigProvider>().Update(routes, [new ClusterConfig { ClusterId = Cluster }]);
        _routing = new ApplicationBuilder(services)
            .UseRouting()
            .Use(_ => _ => Task.CompletedTask)
            .UseEndpoints(endpoints => endpoints.MapReverseProxy())
            .Build();
    }

    /// <summary>What decides about routing, of those routes that YARP accepts.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; }

    public static async Task<RouteSelection> CreateAsync(IEnumerable<RouteConfig> routes)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddRouting()
            .AddSingleton(new DiagnosticListener(nameof(RouteSelection)))
            .AddReverseProxy().LoadFromMemory([], []).Services
            .BuildServiceProvider();
        var validator = services.GetRequiredService<IConfigValidator>();
        var accepted = new List<RouteConfig>();
        foreach (var route in routes.Select(route => new RouteConfig { RouteId = route.RouteId, ClusterId = Cluster, Match = route.Match, Order = route.Order }))
        {
            if ((await validator.ValidateRouteAsync(route)).Count == 0)
            {
                accepted.Add(route);
            }
        }
        return new RouteSelection(services, accepted);
    }

    /// <returns>The names of the routes that would take the request: none, one, or several where neither comes first.</returns>
    public async Task<IReadOnlyList<string>> SelectAsync(HttpContext request)
    {
        request.RequestServices = _services;
        try
        {
            await _routing(request);
        }
        catch (Exception exception) when (exception.GetType().Name is "AmbiguousMatchException")
        {
            // The exception names the endpoints in its message and nowhere else, each on a line.
            var names = exception.Message.Split('\n', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
            return [.. Routes.Select(route => route.RouteId).Where(names.Contains)];
        }
        return request.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is { } route ? [route.Config.RouteId] : [];
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
