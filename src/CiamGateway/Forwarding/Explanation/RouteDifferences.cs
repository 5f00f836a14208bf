using System.Text.Json.Serialization;
using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.Methods;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Listening;
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

/// <summary>A route that did not take a request, and why.</summary>
/// <param name="Difference">What kept it from it: <c>path</c>, <c>methods</c>, <c>hosts</c>, <c>headers</c>, <c>query</c>, or <c>order</c>
/// where it matches and another one comes first.</param>
/// <param name="Reason">The same as a sentence that begins with the route.</param>
internal sealed record OtherRoute(string Route, string? Path, IReadOnlyList<string> Methods, string Difference, string Reason)
{
    /// <summary>Whether somebody might have expected this route to take the request.</summary>
    [JsonIgnore]
    public bool IsNear { get; init; }
}

/// <summary>One of the things that a route matches by.</summary>
/// <param name="Name">See <see cref="OtherRoute"/>.</param>
/// <param name="Alone">A match that asks for the path and this, and for nothing else; none where the route does not have the
/// condition.</param>
/// <param name="Reason">Why the route does not take a request that does not meet it.</param>
internal sealed record RouteCondition(string Name, Func<RouteMatch, RouteMatch?> Alone, Func<RouteMatch, string> Reason)
{
    public static readonly RouteCondition Path = new("path", PathOf, _ => "the path differs");

    /// <summary>Every condition; the path is the first, since the others are looked at together with it.</summary>
    public static readonly RouteCondition[] All =
    [
        Path,
        new(
            "methods",
            match => match.Methods is { Count: > 0 } methods ? PathOf(match) with { Methods = methods } : null,
            _ => "the method differs"
        ),
        new(
            "hosts",
            match => match.Hosts is { Count: > 0 } hosts ? PathOf(match) with { Hosts = hosts } : null,
            match => $"it is for the host {string.Join(" or ", match.Hosts!)}"
        ),
        new(
            "headers",
            match => match.Headers is { Count: > 0 } headers ? PathOf(match) with { Headers = headers } : null,
            match => $"it requires that {string.Join(" and ", match.Headers!.Select(Words))}"
        ),
        new(
            "query",
            match => match.QueryParameters is { Count: > 0 } query ? PathOf(match) with { QueryParameters = query } : null,
            match => $"it requires that {string.Join(" and ", match.QueryParameters!.Select(Words))}"
        ),
    ];

    private static RouteMatch PathOf(RouteMatch match) => new() { Path = match.Path ?? "/{**any}" };

    private static string Words(RouteHeader header) =>
        $"the header {header.Name} "
        + header.Mode switch
        {
            HeaderMatchMode.Exists => "is there",
            HeaderMatchMode.NotExists => "is not there",
            HeaderMatchMode.HeaderPrefix => $"begins with {Values(header.Values?.Select(HeaderEncoding.ToText))}",
            HeaderMatchMode.Contains => $"contains {Values(header.Values?.Select(HeaderEncoding.ToText))}",
            HeaderMatchMode.NotContains => $"does not contain {Values(header.Values?.Select(HeaderEncoding.ToText))}",
            _ => $"is {Values(header.Values?.Select(HeaderEncoding.ToText))}",
        };

    private static string Words(RouteQueryParameter parameter) =>
        $"the query parameter {parameter.Name} "
        + parameter.Mode switch
        {
            QueryParameterMatchMode.Exists => "is there",
            QueryParameterMatchMode.Prefix => $"begins with {Values(parameter.Values)}",
            QueryParameterMatchMode.Contains => $"contains {Values(parameter.Values)}",
            QueryParameterMatchMode.NotContains => $"does not contain {Values(parameter.Values)}",
            _ => $"is {Values(parameter.Values)}",
        };

    private static string Values(IEnumerable<string>? values) => string.Join(" or ", (values ?? []).Select(value => $"'{value}'"));
}
