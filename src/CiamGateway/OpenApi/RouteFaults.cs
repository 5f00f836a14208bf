using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Forwarding.Targets;

namespace CiamGateway.OpenApi;

/// <summary>Finds routes that the gateway would never serve although its configuration may be right: errors of an import.</summary>
internal static class RouteFaults
{
    /// <param name="routes">The routes.</param>
    /// <param name="file">The document that they are from.</param>
    /// <param name="servesHeadAsGet">Whether routes that list GET take HEAD, too.</param>
    public static async Task<IReadOnlyList<ConfigurationProblem>> OfAsync(
        IReadOnlyList<RouteDraft> routes,
        string file,
        bool servesHeadAsGet
    )
    {
        var complete = routes.Where(route => route.IsComplete).ToList();
        var faults = (
            from route in complete
            from operation in route.Operations
            let fault = FaultOf(route, operation)
            where fault is not null
            select (
                route.Name,
                Problem: new ConfigurationProblem(
                    Text(operation),
                    fault,
                    $"correct the path in the document, or leave the operation out with --ignore \"{Text(operation)}\"."
                )
            )
        ).ToList();
        // Under these names routing's findings name operations, not routes that are not printed.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var conflicts = await RouteReachability.CheckAsync(
            from route in complete
            where !faults.Exists(fault => fault.Name == route.Name)
            let name = $"{string.Join(", ", route.Methods)} {route.Operations[0].Source}"
            select (names.Add(name) ? name : $"{name} ({route.Name})", route.Path, route.Methods),
            servesHeadAsGet
        );
        var place = new ConfigurationPlace(file);
        return [.. faults.Select(fault => fault.Problem).Concat(conflicts).Select(problem => problem with { Place = place })];
    }

    private static string Text(ApiOperation operation) => $"{operation.Method} {operation.Source}";

    private static string? FaultOf(RouteDraft route, ApiOperation operation)
    {
        if (operation.Target is not { } target)
        {
            return "is not below the address of its cluster, which goes before what callers write, so that no request reaches it.";
        }
        if (target.Contains('?', StringComparison.Ordinal))
        {
            return "holds a query ('?'), which is no part of a path, so that no request matches it.";
        }
        var allowance = PathAllowance.For(route.Path, route.Metadata.ToDictionary(entry => entry.Key, entry => entry.Characters));
        return RequestTarget.Fault(RoutePattern.TargetOf(target), allowance ?? PathAllowance.None) is { } fault
                ? $"would always be refused with 400, since its target {fault.Text}."
            : allowance is null ? "is no path that a route can have."
            : null;
    }
}
