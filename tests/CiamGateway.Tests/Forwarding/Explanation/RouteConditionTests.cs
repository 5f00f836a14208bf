using CiamGateway.Forwarding.Explanation;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Tests.Forwarding.Explanation;

/// <summary>The single conditions of a route, and what is said of each that a request does not meet.</summary>
public sealed class RouteConditionTests
{
    private static readonly RouteMatch Match = new()
    {
        Path = "/Domains",
        Methods = ["GET"],
        Hosts = ["a.example.com", "b.example.com"],
        Headers =
        [
            new RouteHeader
            {
                Name = "A",
                Mode = HeaderMatchMode.ExactHeader,
                Values = ["1", "2"],
            },
            new RouteHeader
            {
                Name = "B",
                Mode = HeaderMatchMode.HeaderPrefix,
                Values = ["1"],
            },
            new RouteHeader
            {
                Name = "C",
                Mode = HeaderMatchMode.Contains,
                Values = ["1"],
            },
            new RouteHeader
            {
                Name = "D",
                Mode = HeaderMatchMode.NotContains,
                Values = ["1"],
            },
            new RouteHeader { Name = "E", Mode = HeaderMatchMode.Exists },
            new RouteHeader { Name = "F", Mode = HeaderMatchMode.NotExists },
        ],
        QueryParameters =
        [
            new RouteQueryParameter
            {
                Name = "a",
                Mode = QueryParameterMatchMode.Exact,
                Values = ["1", "2"],
            },
            new RouteQueryParameter
            {
                Name = "b",
                Mode = QueryParameterMatchMode.Prefix,
                Values = ["1"],
            },
            new RouteQueryParameter
            {
                Name = "c",
                Mode = QueryParameterMatchMode.Contains,
                Values = ["1"],
            },
            new RouteQueryParameter
            {
                Name = "d",
                Mode = QueryParameterMatchMode.NotContains,
                Values = ["1"],
            },
            new RouteQueryParameter { Name = "e", Mode = QueryParameterMatchMode.Exists },
        ],
    };

    [Fact]
    public void Each_says_why_a_route_does_not_take_a_request() =>
        Assert.Equal(
            [
                "path: the path differs",
                "methods: the method differs",
                "hosts: it is for the host a.example.com or b.example.com",
                "headers: it requires that the header A is '1' or '2' and the header B begins with '1' and the header C contains '1'"
                    + " and the header D does not contain '1' and the header E is there and the header F is not there",
                "query: it requires that the query parameter a is '1' or '2' and the query parameter b begins with '1'"
                    + " and the query parameter c contains '1' and the query parameter d does not contain '1' and the query "
                    + "parameter e is there",
            ],
            RouteCondition.All.Select(condition => $"{condition.Name}: {condition.Reason(Match)}")
        );

    [Fact]
    public void Each_is_looked_at_with_the_path_and_nothing_else()
    {
        var alone = RouteCondition.All.Select(condition => condition.Alone(Match)!).ToList();
        Assert.All(alone, match => Assert.Equal("/Domains", match.Path));
        Assert.Equal(["", "methods", "hosts", "headers", "query"], alone.Select(match => string.Join(' ', Has(match))));
    }

    [Fact]
    public void What_a_route_does_not_ask_for_is_no_condition()
    {
        var nothing = new RouteMatch
        {
            Methods = [],
            Hosts = [],
            Headers = [],
            QueryParameters = [],
        };
        Assert.Equal("path", Assert.Single(RouteCondition.All, condition => condition.Alone(nothing) is not null).Name);
        Assert.Equal("/{**any}", RouteCondition.Path.Alone(nothing)!.Path);
        Assert.All(RouteCondition.All[1..], condition => Assert.Null(condition.Alone(new RouteMatch { Path = "/Domains" })));
    }

    private static IEnumerable<string> Has(RouteMatch match)
    {
        (object? Value, string Name)[] all =
        [
            (match.Methods, "methods"),
            (match.Hosts, "hosts"),
            (match.Headers, "headers"),
            (match.QueryParameters, "query"),
        ];
        return all.Where(condition => condition.Value is not null).Select(condition => condition.Name);
    }
}
