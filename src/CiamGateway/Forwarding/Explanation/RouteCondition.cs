using CiamGateway.Listening;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Explanation;

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
