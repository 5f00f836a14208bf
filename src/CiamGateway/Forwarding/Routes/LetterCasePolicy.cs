using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CiamGateway.Forwarding.Routes;

/// <summary>Decides between routes whose paths differ by upper and lower case only: routing, which ignores it, could not.</summary>
internal sealed class LetterCasePolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>Before <see cref="Methods.ListedHeadPolicy"/>: a route of other letters takes nothing from another one.</summary>
    public override int Order => int.MaxValue - 1;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in endpoints)
        {
            if (
                PatternOf(endpoint) is { } pattern
                && LiteralsOf(pattern) is var literals
                && !seen.TryAdd(literals, literals)
                && !seen[literals].Equals(literals, StringComparison.Ordinal)
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Where no route has the letters of the request, one of them stays, which refuses the request.</summary>
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = candidates.Count - 1; i >= 0; i--)
        {
            if (candidates.IsValidCandidate(i) && !IsAsWritten(httpContext, candidates[i]) && HasOther(httpContext, candidates, i))
            {
                candidates.SetValidity(i, false);
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>Whether another route has the same path in the request's letters, or comes before it.</summary>
    private static bool HasOther(HttpContext context, CandidateSet candidates, int index)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (
                i != index
                && candidates.IsValidCandidate(i)
                && DifferByCase(candidates[i].Endpoint, candidates[index].Endpoint)
                && (i < index || IsAsWritten(context, candidates[i]))
            )
            {
                return true;
            }
        }
        return false;
    }

    private static bool DifferByCase(Endpoint one, Endpoint other) =>
        PatternOf(one) is { } first
        && PatternOf(other) is { } second
        && LiteralsOf(first) is var letters
        && LiteralsOf(second) is var others
        && letters.Equals(others, StringComparison.OrdinalIgnoreCase)
        && !letters.Equals(others, StringComparison.Ordinal);

    private static bool IsAsWritten(HttpContext context, CandidateState candidate) =>
        PatternOf(candidate.Endpoint) is not { } pattern || RouteLiterals.AreIn(context.Request.Path, pattern, candidate.Values ?? []);

    private static RoutePattern? PatternOf(Endpoint endpoint) => (endpoint as RouteEndpoint)?.RoutePattern;

    /// <summary>The path with a colon in place of each parameter, whatever its name is.</summary>
    private static string LiteralsOf(RoutePattern pattern) =>
        string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(LiteralOf))));

    private static string LiteralOf(RoutePatternPart part) =>
        part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => ":",
        };
}
