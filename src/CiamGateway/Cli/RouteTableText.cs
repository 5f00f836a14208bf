using CiamGateway.Callers.Policies;
using CiamGateway.Forwarding.Routes;

namespace CiamGateway.Cli;

/// <summary>
/// Prints the routes for people. If the table is too wide for the terminal, values that are the same for every route are printed above it.
/// </summary>
internal static class RouteTableText
{
    private const string None = "none";
    private const string Any = "any";
    private const string Cluster = "CLUSTER";
    private const string TokenClient = "TOKEN CLIENT";
    private const string MayCall = "WHO MAY CALL";

    public static void Write(IEnumerable<(ListedRoute Route, AdmittedCallers Admitted)> routes, TextWriter writer, int width)
    {
        var rows = new Table("METHOD", "PATH", Cluster, TokenClient, "SCOPE", MayCall);
        foreach (var (route, admitted) in routes)
        {
            rows.Add(
                route.Methods.Count > 0 ? string.Join(", ", route.Methods) : Any,
                PathOf(route),
                route.Cluster ?? None,
                route.TokenClient ?? None,
                route.Scope ?? None,
                admitted.ToString()
            );
        }
        if (rows.IsWiderThan(width))
        {
            foreach (var (heading, cell) in rows.TakeUniform(Cluster, TokenClient, MayCall))
            {
                writer.WriteLine($"{heading} of every route: {cell}");
            }
        }
        rows.Write(writer, width);
    }

    private static string PathOf(ListedRoute route) =>
        $"{route.Path ?? Any}{(route.AllowInPath is { } characters ? $" (may hold {characters})" : "")}";
}
