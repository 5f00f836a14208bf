using Microsoft.AspNetCore.Routing.Patterns;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Tells whether a path has the literal parts of its route letter by letter, each in its place: routing ignores upper and lower case, and
/// an API may not.
/// </summary>
internal static class RouteLiterals
{
    /// <param name="values">What routing found for the pattern's parameters.</param>
    public static bool AreIn(PathString path, RoutePattern pattern, RouteValueDictionary values)
    {
        var rest = path.Value.AsSpan().TrimStart('/');
        foreach (var segment in pattern.PathSegments)
        {
            var end = rest.IndexOf('/');
            if (!AreIn(end < 0 ? rest : rest[..end], segment, values))
            {
                return false;
            }
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return true;
    }

    private static bool AreIn(ReadOnlySpan<char> path, RoutePatternPathSegment segment, RouteValueDictionary values)
    {
        if (segment.IsSimple)
        {
            return segment.Parts[0] is not RoutePatternLiteralPart { Content: var content }
                || path.Equals(content, StringComparison.Ordinal);
        }
        foreach (var part in segment.Parts)
        {
            var text = TextOf(part, values);
            if (!path.StartsWith(text))
            {
                // The separator of an optional parameter that the caller left out.
                return part is RoutePatternSeparatorPart && path.IsEmpty;
            }
            path = path[text.Length..];
        }
        return path.IsEmpty;
    }

    private static string TextOf(RoutePatternPart part, RouteValueDictionary values) =>
        part switch
        {
            RoutePatternLiteralPart { Content: var content } => content,
            RoutePatternSeparatorPart { Content: var content } => content,
            RoutePatternParameterPart { Name: var name } => values[name] as string ?? "",
            _ => "",
        };
}
