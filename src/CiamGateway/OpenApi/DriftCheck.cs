using System.Text.RegularExpressions;
using CiamGateway.Forwarding.Routes;

namespace CiamGateway.OpenApi;

/// <summary>
/// Compares an API's operations with the routes of a configuration, by asking the gateway's own routing which route takes each operation.
/// </summary>
internal sealed partial class DriftCheck(RouteTable table, string cluster)
{
    private const string AnyMethod = "any";
    private const string NoToken = "no token";

    private readonly HashSet<(string Route, string Method)> _used = [];

    public async Task<IReadOnlyList<Drift>> CompareAsync(IReadOnlyList<ApiOperation> operations)
    {
        var drift = new List<Drift>();
        foreach (var operation in operations)
        {
            drift.AddRange(await CompareAsync(operation));
        }
        drift.AddRange(
            from route in table.Routes
            where IsOfCluster(route)
            from method in route.Methods.DefaultIfEmpty(AnyMethod)
            where
                !_used.Contains((route.Name, method.ToUpperInvariant()))
                && !(method == AnyMethod && _used.Any(used => used.Route == route.Name))
            select new Drift(Drift.NoOperation, method, route.Path ?? "any", route.Name, null, route.Scope ?? NoToken)
        );
        return drift;
    }

    private async Task<IEnumerable<Drift>> CompareAsync(ApiOperation operation)
    {
        var takers = await TakersAsync(operation);
        foreach (var route in takers)
        {
            _used.Add((route.Name, operation.Method));
        }
        var said = operation.Token.IsSaid ? operation.Token.Scope?.ToString() ?? NoToken : null;
        return takers.Count == 0
            ? operation.Extension.IsServed
                ? [new Drift(Drift.NoRoute, operation.Method, operation.Path, null, said, null)]
                : []
            : from route in takers
            let asked = route.Scope ?? NoToken
            where said is not null && said != asked
            select new Drift(Drift.OtherScope, operation.Method, operation.Path, route.Name, said, asked);
    }

    /// <summary>
    /// Routes of other clusters count only where the cluster has none, since one of them may take every path that no other route does.
    /// </summary>
    private async Task<IReadOnlyList<ListedRoute>> TakersAsync(ApiOperation operation)
    {
        var takers = await table.TakersAsync(operation.Method, value => Parameter().Replace(operation.Path, value));
        return takers.Any(IsOfCluster) ? [.. takers.Where(IsOfCluster)] : takers;
    }

    private bool IsOfCluster(ListedRoute route) => cluster.Equals(route.Cluster, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Parameter();
}

/// <summary>One thing in which an API's document and the configuration differ.</summary>
/// <param name="Kind">What differs: one of the constants.</param>
/// <param name="Document">What the document says.</param>
/// <param name="Configuration">What the configuration says.</param>
internal sealed record Drift(string Kind, string Method, string Path, string? Route, string? Document, string? Configuration)
{
    public const string NoRoute = "no_route";
    public const string NoOperation = "no_operation";
    public const string OtherScope = "other_scope";
}
