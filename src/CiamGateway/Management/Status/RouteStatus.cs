using CiamGateway.Callers;
using CiamGateway.Callers.Policies;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Management.Status;

/// <summary>A route: its requests, its token, its callers, and its answers of the last minute.</summary>
/// <param name="State">serves; degraded, where a token could not be renewed, or that of some callers is not there; or down.</param>
/// <param name="MayCall">Who may call it, in words.</param>
/// <param name="Callers">The known callers that may.</param>
/// <param name="Anonymous">Whether requests without credentials are served: Denied, Loopback or Allowed.</param>
internal sealed record RouteStatus(
    string Name,
    string? Path,
    IReadOnlyList<string> Methods,
    string? Cluster,
    string? TokenClient,
    string? Scope,
    string State,
    string? Policy,
    string MayCall,
    IReadOnlyList<string> Callers,
    string Anonymous,
    TrafficStatus Traffic,
    CallsStatus Calls
)
{
    public static RouteStatus Of(
        CurrentRoute route,
        IReadOnlyDictionary<TokenRequest, TokenStatus> tokens,
        AccessSettings access,
        TrafficStatus traffic,
        CallsStatus calls
    )
    {
        var listed = route.Listed;
        var admitted = AdmittedCallers.Of(listed.Policy, access);
        var own = route.Tokens.Select(token => tokens.GetValueOrDefault(token.Request)).OfType<TokenStatus>().ToList();
        return new RouteStatus(
            listed.Name,
            listed.Path,
            listed.Methods,
            listed.Cluster,
            listed.TokenClient,
            listed.Scope,
            own.Count > 0 && own.All(token => token.IsWanting) ? "down"
                : own.Any(token => token.IsWanting || token.IsDegraded) ? "degraded"
                : "serves",
            listed.Policy,
            admitted.ToString(),
            admitted.Callers,
            admitted.Anonymous.ToString(),
            traffic,
            calls
        );
    }
}
