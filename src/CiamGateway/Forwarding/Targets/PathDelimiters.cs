using System.Buffers;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Characters that some servers take for delimiters of a path although they are part of a segment: encoded ones, and look-alikes.
/// </summary>
internal static class PathDelimiters
{
    /// <summary>
    /// What routes may allow. A question mark is not among it: behind it a query would begin, by which routes can be chosen, too.
    /// </summary>
    public const string Allowable =
        "/\\%;#.\u2024\u2025\u2026\u2044\u2215\u2216\u29F5\u29F8\uFE52\uFE54\uFE68\uFE6A\uFF03\uFF05\uFF0E\uFF0F\uFF1B\uFF3C";

    private const string QuestionMarks = "?\uFF1F";

    /// <summary>
    /// Delimiters that were encoded, and their full-width and small forms, dot leaders and other slashes. A dot is one only at an end.
    /// </summary>
    private static readonly SearchValues<char> Hidden = SearchValues.Create(
        Allowable.Replace(".", "", StringComparison.Ordinal) + QuestionMarks
    );

    private static readonly SearchValues<char> LookAlikes = SearchValues.Create([
        .. (Allowable + QuestionMarks).Where(character => !char.IsAscii(character)),
    ]);

    public static bool IsHidden(char character) => Hidden.Contains(character);

    /// <summary>Whether no route may allow this character although it is a delimiter.</summary>
    public static bool IsNeverAllowed(char character) => QuestionMarks.Contains(character, StringComparison.Ordinal);

    /// <summary>The text as servers read it that take what looks like a delimiter for one.</summary>
    public static string Plain(string text) => text.AsSpan().ContainsAny(LookAlikes) ? string.Concat(text.Select(Plain)) : text;

    private static string Plain(char character) =>
        character switch
        {
            '\u2024' or '\uFE52' or '\uFF0E' => ".",
            '\u2025' => "..",
            '\u2026' => "...",
            '\u2044' or '\u2215' or '\u29F8' or '\uFF0F' => "/",
            '\u2216' or '\u29F5' or '\uFE68' or '\uFF3C' => "\\",
            '\uFE54' or '\uFF1B' => ";",
            '\uFE6A' or '\uFF05' => "%",
            '\uFF03' => "#",
            '\uFF1F' => "?",
            _ => character.ToString(),
        };
}
