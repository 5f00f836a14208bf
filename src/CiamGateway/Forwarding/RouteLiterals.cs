using Microsoft.AspNetCore.Routing.Patterns;

namespace CiamGateway.Forwarding;

/// <summary>Routing ignores upper and lower case, an API need not: tells whether a path has the fixed parts of its route letter by letter.</summary>
internal static class RouteLiterals
{
    public static bool AreIn(PathString path, RoutePattern pattern)
    {
        var rest = path.Value.AsSpan().TrimStart('/');
        foreach (var segment in pattern.PathSegments)
        {
            var end = rest.IndexOf('/');
            var part = end < 0 ? rest : rest[..end];
            if (!AreIn(part, segment))
            {
                return false;
            }
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return true;
    }

    private static bool AreIn(ReadOnlySpan<char> part, RoutePatternPathSegment segment)
    {
        foreach (var literal in segment.Parts)
        {
            if (literal is RoutePatternLiteralPart { Content: var content } && !part.Contains(content, StringComparison.Ordinal))
            {
                return false;
            }
        }
        return true;
    }
}
