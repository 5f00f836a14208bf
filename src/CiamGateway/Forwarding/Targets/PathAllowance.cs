using Microsoft.AspNetCore.Routing.Patterns;

namespace CiamGateway.Forwarding.Targets;

/// <summary>Which otherwise refused characters a path may hold, and in which of its segments.</summary>
/// <param name="ranges">
/// Characters among <see cref="PathDelimiters.Allowable"/>, and the first and the last segment that may hold them, from 1.
/// </param>
internal readonly struct PathAllowance(params (string Characters, int First, int Last)[] ranges)
{
    /// <summary>The key in a route's metadata, for its last path parameter.</summary>
    public const string Key = "AllowInPath";

    public static PathAllowance None => default;

    /// <summary>All that any route can allow.</summary>
    public static PathAllowance Utmost { get; } = new((PathDelimiters.Allowable, 1, int.MaxValue));

    /// <summary>The key in a route's metadata, for the path parameter of this name.</summary>
    public static string KeyOf(string parameter) => $"{Key}.{parameter}";

    /// <returns>The path parameter that a key of metadata is for: empty for the last one; null if it is another key.</returns>
    public static string? ParameterOf(string key) =>
        key.Equals(Key, StringComparison.OrdinalIgnoreCase) ? ""
        : key.StartsWith(KeyOf(""), StringComparison.OrdinalIgnoreCase) ? key[KeyOf("").Length..]
        : null;

    /// <summary>
    /// The characters that a route's metadata lists, with spaces between them, those of named parameters behind their name; null if it
    /// lists none.
    /// </summary>
    public static string? Listed(IReadOnlyDictionary<string, string>? metadata)
    {
        var listed =
            from entry in Entries(metadata)
            where entry.Characters.Length > 0
            orderby entry.Parameter
            select (entry.Parameter.Length > 0 ? $"{{{entry.Parameter}}} " : "") + string.Join(' ', entry.Characters.ToArray());
        return string.Join("; ", listed) is { Length: > 0 } text ? text : null;
    }

    /// <summary>What a route allows its path parameters.</summary>
    public static PathAllowance Of(IReadOnlyDictionary<string, string>? metadata, RoutePattern pattern) =>
        new([
            .. from entry in Entries(metadata)
            let segments = SegmentsOf(pattern, part =>
                entry.Parameter is "" || part.Name.Equals(entry.Parameter, StringComparison.OrdinalIgnoreCase)
            )
            where segments.First > 0
            select (entry.Characters, segments.First, segments.Last),
        ]);

    /// <returns>What a route of this path would allow; null if no route can have the path.</returns>
    public static PathAllowance? For(string path, IReadOnlyDictionary<string, string>? metadata)
    {
        try
        {
            return Of(metadata, RoutePatternFactory.Parse(path));
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    /// <summary>The segments of a path that its pattern's last parameter takes, from 1; a catch-all takes all that follow.</summary>
    /// <returns>Zeros if the pattern has no parameter.</returns>
    public static (int First, int Last) LastParameterOf(RoutePattern pattern) => SegmentsOf(pattern, _ => true);

    /// <returns>The key that allows a segment of a path characters; null if no parameter of the pattern takes the segment.</returns>
    public static string? KeyFor(RoutePattern pattern, int segment)
    {
        var (first, last) = LastParameterOf(pattern);
        if (segment >= first && segment <= last && first > 0)
        {
            return Key;
        }
        var parts = pattern.PathSegments.ElementAtOrDefault(segment - 1)?.Parts ?? [];
        return parts.OfType<RoutePatternParameterPart>().LastOrDefault() is { } parameter ? KeyOf(parameter.Name) : null;
    }

    /// <summary>The characters that a segment may hold.</summary>
    /// <param name="segment">Its number, from 1.</param>
    public string In(int segment)
    {
        var found = "";
        foreach (var (characters, first, last) in ranges ?? [])
        {
            if (segment >= first && segment <= last)
            {
                found = found.Length == 0 ? characters : found + characters;
            }
        }
        return found;
    }

    private static (int First, int Last) SegmentsOf(RoutePattern pattern, Func<RoutePatternParameterPart, bool> isIt)
    {
        for (var i = pattern.PathSegments.Count - 1; i >= 0; i--)
        {
            if (pattern.PathSegments[i].Parts.OfType<RoutePatternParameterPart>().LastOrDefault(isIt) is { } parameter)
            {
                return (i + 1, parameter.IsCatchAll ? int.MaxValue : i + 1);
            }
        }
        return (0, 0);
    }

    /// <summary>White space separates the characters.</summary>
    private static IEnumerable<(string Parameter, string Characters)> Entries(IReadOnlyDictionary<string, string>? metadata) =>
        from entry in metadata ?? new Dictionary<string, string>()
        let parameter = ParameterOf(entry.Key)
        where parameter is not null
        select (parameter, string.Concat((entry.Value ?? "").Where(character => !char.IsWhiteSpace(character)).Distinct()));
}
