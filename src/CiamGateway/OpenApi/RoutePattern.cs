using System.Text;
using System.Text.RegularExpressions;

namespace CiamGateway.OpenApi;

/// <summary>Writes an OpenAPI path as an ASP.NET Core route pattern, which is stricter about the names of parameters.</summary>
internal static partial class RoutePattern
{
    /// <summary>What is percent-encoded in the path is decoded in the pattern, since routing compares it with the decoded path.</summary>
    public static string Of(string path)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (pattern, end) = (new StringBuilder(), 0);
        foreach (Match match in Parameters().Matches(path))
        {
            var name = Name(match.Value);
            var unique = name;
            for (var number = 2; !names.Add(unique); number++)
            {
                unique = $"{name}{number}";
            }
            pattern.Append(Literal(path[end..match.Index])).Append($"{{{unique}}}");
            end = match.Index + match.Length;
        }
        return pattern.Append(Literal(path[end..])).ToString();
    }

    /// <summary>The names of a pattern's parameters, in its order.</summary>
    public static IReadOnlyList<string> ParametersOf(string pattern) =>
        [.. Parameters().Matches(pattern).Select(match => match.Value.Trim('{', '}'))];

    /// <summary>A path as the target of a request, with a value in place of every parameter.</summary>
    public static string TargetOf(string path) =>
        NotInTargets().Replace(Parameters().Replace(path, "x"), match => Uri.EscapeDataString(match.Value));

    private static string Literal(string text) =>
        text.Contains('%', StringComparison.Ordinal)
            ? Uri.UnescapeDataString(text).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)
            : text;

    /// <summary>Adjacent parameters become one, since nothing marks the end of the first.</summary>
    private static string Name(string parameters)
    {
        var name = new StringBuilder();
        foreach (var character in parameters.Trim('{', '}').Replace("}{", "_", StringComparison.Ordinal))
        {
            name.Append(char.IsAsciiLetterOrDigit(character) || character is '-' or '.' ? character : '_');
        }
        return name.Length == 0 ? "parameter" : name.ToString();
    }

    [GeneratedRegex(@"(?:\{[^{}/]*\})+")]
    private static partial Regex Parameters();

    /// <summary>Blanks, and what is not ASCII: callers encode it, and the gateway accepts it like that.</summary>
    [GeneratedRegex(@"(?: |[^\x00-\x7F])+")]
    private static partial Regex NotInTargets();
}
