using Microsoft.AspNetCore.Routing.Patterns;

namespace CiamGateway.Forwarding.Targets;

/// <summary>Which otherwise refused characters a path may hold, and in which of its segments.</summary>
/// <param name="characters">Those among <see cref="PathDelimiters.Allowable"/>.</param>
/// <param name="first">The first segment, from 1.</param>
/// <param name="last">The last segment.</param>
internal readonly struct PathAllowance(string characters, int first, int last)
{
    /// <summary>The key in a route's metadata.</summary>
    public const string Key = "AllowInPath";

    public static PathAllowance None { get; } = new("", 0, 0);

    /// <summary>All that any route can allow.</summary>
    public static PathAllowance Utmost { get; } = new(PathDelimiters.Allowable, 1, int.MaxValue);

    /// <summary>The characters that a route's metadata lists, with spaces between them; null if it lists none.</summary>
    public static string? Listed(IReadOnlyDictionary<string, string>? metadata) =>
        string.Join(' ', CharactersOf(metadata)) is { Length: > 0 } characters ? characters : null;

    /// <summary>What a route allows its last path parameter.</summary>
    public static PathAllowance Of(IReadOnlyDictionary<string, string>? metadata, RoutePattern pattern)
    {
        var (first, last) = LastParameterOf(pattern);
        return first > 0 ? new PathAllowance(string.Concat(CharactersOf(metadata)), first, last) : None;
    }

    /// <summary>The segments of a path that its pattern's last parameter takes, from 1; a catch-all takes all that follow.</summary>
    /// <returns>Zeros if the pattern has no parameter.</returns>
    public static (int First, int Last) LastParameterOf(RoutePattern pattern)
    {
        for (var i = pattern.PathSegments.Count - 1; i >= 0; i--)
        {
            if (pattern.PathSegments[i].Parts.OfType<RoutePatternParameterPart>().LastOrDefault() is { } parameter)
            {
                return (i + 1, parameter.IsCatchAll ? int.MaxValue : i + 1);
            }
        }
        return (0, 0);
    }

    /// <summary>The characters that a segment may hold.</summary>
    /// <param name="segment">Its number, from 1.</param>
    public string In(int segment) => segment >= first && segment <= last ? characters : "";

    /// <summary>White space separates the characters.</summary>
    private static IEnumerable<char> CharactersOf(IReadOnlyDictionary<string, string>? metadata) =>
        (metadata?.GetValueOrDefault(Key) ?? "").Where(character => !char.IsWhiteSpace(character)).Distinct();
}
