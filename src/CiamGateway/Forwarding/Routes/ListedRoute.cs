namespace CiamGateway.Forwarding.Routes;

/// <summary>A route as the configuration lists it.</summary>
/// <param name="Path">The pattern of its path; none where it takes any.</param>
/// <param name="Methods">Its methods; empty where it takes any.</param>
/// <param name="Policy">The access policy that it names.</param>
/// <param name="TokenClient">The token client that its token comes from; none where it goes out without one.</param>
/// <param name="Scope">The scope of its token, as it is asked for.</param>
internal sealed record ListedRoute(
    string Name,
    string? Cluster,
    string? Path,
    IReadOnlyList<string> Methods,
    string? Policy,
    string? TokenClient,
    string? Scope
)
{
    /// <summary>
    /// The otherwise refused characters that its last path parameter may hold, with spaces between them, and those of other parameters
    /// behind their name; null if there are none.
    /// </summary>
    public string? AllowInPath { get; init; }
}
