using CiamGateway.Callers.Policies;
using CiamGateway.Forwarding.Routes;

namespace CiamGateway.Cli;

/// <summary>A route as JSON.</summary>
/// <param name="Methods">Empty where it takes any.</param>
/// <param name="TokenClient">None where it goes out without a token.</param>
/// <param name="Callers">The known callers that may call it.</param>
/// <param name="AllowInPath">The otherwise refused characters that its last path parameter may hold; absent if there are none.</param>
/// <param name="Anonymous">Which requests without credentials are served: Denied for none, Loopback or Allowed.</param>
internal sealed record RouteReport(
    string Route,
    IReadOnlyList<string> Methods,
    string? Path,
    string? Cluster,
    string? TokenClient,
    string? Scope,
    string? Policy,
    IReadOnlyList<string> Callers,
    string Anonymous,
    string? AllowInPath
)
{
    public static RouteReport Of(ListedRoute route, AdmittedCallers admitted) =>
        new(
            route.Name,
            route.Methods,
            route.Path,
            route.Cluster,
            route.TokenClient,
            route.Scope,
            admitted.Policy,
            admitted.Callers,
            admitted.Anonymous.ToString(),
            route.AllowInPath
        );
}
