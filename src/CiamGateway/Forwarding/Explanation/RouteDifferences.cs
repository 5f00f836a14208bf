using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.Methods;
using CiamGateway.Forwarding.Routes;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>Finds out why routes did not take a request, by asking routing for each of them alone, one condition at a time.</summary>
internal sealed class RouteDifferences(DryRunRequest request)
{
    /// <param name="taker">The route that did take it; none where none did.</param>
    public async Task<IReadOnlyList<OtherRoute>> OfAsync(IReadOnlyList<RouteConfig> routes, RouteConfig? taker)
    {
        var others = routes.Where(route => route.RouteId != taker?.RouteId).ToList();
        await using var selection = await RouteSelection.CreateAsync(
            from route in others
            from condition in RouteCondition.All
            let match = condition.Alone(route.Match)
            where match is not null
            select new RouteConfig { RouteId = Name(route, condition), Match = match },
            servesHeadAsGet: false
        );
        var differences = new List<OtherRoute>();
        foreach (var route in others)
        {
            var unmet = await UnmetAsync(route, selection);
            differences.Add(
                new OtherRoute(
                    route.RouteId,
                    route.Match.Path,
                    HeadAsGet.ListedMethods(route),
                    unmet?.Name ?? "order",
                    unmet?.Reason(route.Match) ?? Behind(route, taker)
                )
                {
                    IsNear = unmet != RouteCondition.Path || BeginsLikeIt(route),
                }
            );
        }
        return differences;
    }

    private async Task<RouteCondition?> UnmetAsync(RouteConfig route, RouteSelection selection)
    {
        foreach (var condition in RouteCondition.All.Where(condition => condition.Alone(route.Match) is not null))
        {
            if (!await selection.TakesAloneAsync(Name(route, condition), request.ToContext()))
            {
                return condition;
            }
        }
        return null;
    }

    private static string Name(RouteConfig route, RouteCondition condition) => $"{condition.Name}:{route.RouteId}";

    private static string Behind(RouteConfig route, RouteConfig? taker) =>
        (route.Order ?? 0) > (taker?.Order ?? 0)
            ? $"it matches too, but its Order is {route.Order ?? 0}, and that of '{taker?.RouteId}' is {taker?.Order ?? 0}"
            : $"it matches too, but '{taker?.RouteId}' is more exact";

    private bool BeginsLikeIt(RouteConfig route)
    {
        var (asked, served) = (First(request.Target), First(route.Match.Path ?? ""));
        return asked.Equals(served, StringComparison.OrdinalIgnoreCase)
            || (asked.Length > 0 && NearestName.Of(asked, [served]) is not null);
    }

    private static string First(string path) => path.Split('/', '?') is [_, var first, ..] ? first : "";
}
