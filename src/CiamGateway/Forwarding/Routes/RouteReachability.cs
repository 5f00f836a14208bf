using CiamGateway.Configuration.Checking;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Finds routes that no request reaches and routes between which routing cannot decide, by asking it for requests that each route is meant
/// for.
/// </summary>
internal static class RouteReachability
{
    /// <summary>How many routes one thread checks at a time.</summary>
    private const int RoutesAtOnce = 256;

    /// <param name="routes">Routes that match by path and methods only.</param>
    /// <param name="servesHeadAsGet">Whether routes that list GET take HEAD, too.</param>
    public static Task<IReadOnlyList<ConfigurationProblem>> CheckAsync(
        IEnumerable<(string Name, string Path, IEnumerable<string> Methods)> routes,
        bool servesHeadAsGet
    ) =>
        CheckAsync(
            from route in routes
            select new RouteConfig
            {
                RouteId = route.Name,
                Match = new RouteMatch { Path = route.Path, Methods = [.. route.Methods] },
            },
            servesHeadAsGet
        );

    public static async Task<IReadOnlyList<ConfigurationProblem>> CheckAsync(IEnumerable<RouteConfig> routes, bool servesHeadAsGet)
    {
        await using var selection = await RouteSelection.CreateAsync(routes, servesHeadAsGet);
        var takers = new IReadOnlyList<IGrouping<string, string>>[selection.Routes.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, takers.Length).Chunk(RoutesAtOnce), async (indices, _) =>
        {
            var context = new DefaultHttpContext();
            foreach (var index in indices)
            {
                takers[index] = await ByTakersAsync(selection.Routes[index], selection, context);
            }
        });
        var problems = new Dictionary<string, ConfigurationProblem>();
        foreach (var (route, groups) in selection.Routes.Zip(takers))
        {
            foreach (var group in groups)
            {
                if (Judge(route, group.Key.Split('\n'), [.. group]) is { } problem)
                {
                    problems.TryAdd(
                        group.Key.Contains('\n', StringComparison.Ordinal) ? group.Key : $"{route.RouteId} {group.Key}",
                        problem
                    );
                }
            }
        }
        return [.. problems.Values];
    }

    /// <summary>Those of the route's methods whose requests it does not take alone, by who does.</summary>
    private static async Task<IReadOnlyList<IGrouping<string, string>>> ByTakersAsync(
        RouteConfig route,
        RouteSelection selection,
        DefaultHttpContext context
    )
    {
        var takers = new List<(string Method, string Names)>();
        var sample = new SampleRequests(route.Match, SampleRequests.PathOf(selection.PathOf(route)), context);
        foreach (var method in sample.Methods)
        {
            var names = string.Join('\n', await TakersAsync(route.RouteId, sample.Requests(method), selection));
            if (names != route.RouteId)
            {
                takers.Add((method, names));
            }
        }
        return takers.Count == 0 ? [] : [.. takers.GroupBy(entry => entry.Names, entry => entry.Method)];
    }

    private static async Task<IReadOnlyList<string>> TakersAsync(string route, IEnumerable<HttpContext> requests, RouteSelection selection)
    {
        IReadOnlyList<string> others = [];
        foreach (var request in requests)
        {
            var takers = await selection.SelectAsync(request);
            if (takers.Contains(route))
            {
                return takers;
            }
            others = takers.Count > 0 ? takers : others;
        }
        return others;
    }

    private static ConfigurationProblem? Judge(RouteConfig route, string[] takers, string[] methods) =>
        takers switch
        {
            [""] => null,
            [var other] => new ConfigurationProblem(
                RoutePath.Of(route),
                $"is never reached{For(route, methods)}: '{other}' takes its requests.",
                $"write an Order smaller than that of '{other}', another path, or remove it."
            )
            {
                Severity = ProblemSeverity.Warning,
            },
            _ => new ConfigurationProblem(
                $"{RoutePath.Of(route)}:{nameof(route.Match)}",
                "matches the same requests as "
                    + $"{string.Join(", ", takers.Where(name => name != route.RouteId).Select(name => $"'{name}'"))}{For(route, methods)}, "
                    + "so that each would be answered with 500.",
                "write another path or other methods for one of them, or an Order that says which comes first."
            ),
        };

    private static string For(RouteConfig route, string[] methods) =>
        route.Match.Methods is { Count: > 0 } ? $" for {string.Join(", ", methods)}" : "";
}
