using System.Text.Json.Serialization;

namespace CiamGateway.Forwarding.Explanation;

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
