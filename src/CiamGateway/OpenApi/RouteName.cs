using System.Text.RegularExpressions;

namespace CiamGateway.OpenApi;

/// <summary>
/// A readable name for a route: <c>/Domains/{id}/Users</c> is <c>domain-user-list</c>, and DELETE of <c>/Domains/{id}</c> is
/// <c>domain-delete</c>.
/// </summary>
internal static partial class RouteName
{
    public static string Of(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var words = segments.Where(segment => !segment.StartsWith('{')).Select(Words).Where(word => word.Length > 0).ToList();
        if (words.Count == 0)
        {
            return "root";
        }
        var isList = !segments[^1].StartsWith('{') && Singular(words[^1]) != words[^1];
        return string.Join('-', words.Select(Singular)) + (isList ? "-list" : "");
    }

    private static string Words(string segment) =>
        string.Join('-', WordOfSegment().Matches(segment).Select(match => match.Value.ToLowerInvariant()));

    private static string Singular(string word) =>
        word switch
        {
            _ when word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4 => word[..^3] + "y",
            _ when EndsWithAny(word, "sses", "xes", "ches", "shes") => word[..^2],
            _ when word.EndsWith('s') && !EndsWithAny(word, "ss", "us", "is") => word[..^1],
            _ => word,
        };

    private static bool EndsWithAny(string word, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
    }

    [GeneratedRegex("(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)[0-9]*|[0-9]+")]
    private static partial Regex WordOfSegment();
}
