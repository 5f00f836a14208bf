using CiamGateway.Forwarding.Explanation;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Tests.Forwarding.Explanation;

/// <summary>Why routes do not take a request, and which of them somebody might have expected to.</summary>
public sealed class RouteDifferencesTests
{
    private static readonly RouteQueryParameter Query = new() { Name = "a", Mode = QueryParameterMatchMode.Exists };
    private static readonly RouteConfig Taker = Route("taker", "/Domains/{id}", order: 1);

    [Fact]
    public async Task The_first_condition_that_is_not_met_is_the_reason() =>
        Assert.Equal(
            [
                "path: path: the path differs, far",
                "near: path: the path differs, near",
                "mistyped: path: the path differs, near",
                "methods: methods: the method differs, near",
                "hosts: hosts: it is for the host other.example.com, near",
                "query: query: it requires that the query parameter a is there, near",
                "exact: order: it matches too, but 'taker' is more exact, near",
                "behind: order: it matches too, but its Order is 2, and that of 'taker' is 1, near",
            ],
            await ShownAsync(
                Route("path", "/Users/{id}"),
                Route("near", "/domains/{id}/Users"),
                Route("mistyped", "/Domain"),
                Route("methods", "/Domains/{id}", match => match with { Methods = ["PUT"] }),
                Route("hosts", "/Domains/{id}", match => match with { Methods = ["GET"], Hosts = ["other.example.com"] }),
                Route("query", "/Domains/{id}", match => match with { QueryParameters = [Query] }),
                Route("exact", "/{any}/{id}", order: 1),
                Route("behind", "/Domains/{id}", order: 2),
                Taker
            )
        );

    [Fact]
    public async Task Without_a_path_a_route_takes_any()
    {
        var route = Route("any", null, match => match with { Hosts = ["other.example.com"] });
        Assert.Equal(["any: hosts: it is for the host other.example.com, near"], await ShownAsync(route, Taker));
    }

    [Fact]
    public async Task Without_a_taker_all_routes_are_looked_at()
    {
        var request = new DryRunRequest("GET", "/", null, []);
        var others = await new RouteDifferences(request).OfAsync([Taker, Route("root", "/x")], null);
        Assert.Equal(["taker path False", "root path False"], others.Select(other => $"{other.Route} {other.Difference} {other.IsNear}"));
        Assert.Equal(("/Domains/{id}", 0), (others[0].Path, others[0].Methods.Count));
    }

    private static RouteConfig Route(string name, string? path, Func<RouteMatch, RouteMatch>? match = null, int? order = null)
    {
        var plain = new RouteMatch { Path = path };
        return new RouteConfig
        {
            RouteId = name,
            Match = match?.Invoke(plain) ?? plain,
            Order = order,
        };
    }

    private static async Task<IEnumerable<string>> ShownAsync(params RouteConfig[] routes)
    {
        var others = await new RouteDifferences(new DryRunRequest("GET", "/Domains/1?b=c", null, [])).OfAsync(routes, Taker);
        return others.Select(other => $"{other.Route}: {other.Difference}: {other.Reason}, {(other.IsNear ? "near" : "far")}");
    }
}
