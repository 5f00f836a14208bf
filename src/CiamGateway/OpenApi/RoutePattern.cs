using System.Text;
using System.Text.RegularExpressions;

namespace CiamGateway.OpenApi;

/// <summary>Writes an OpenAPI path as an ASP.NET Core route pattern, which is stricter about the names of parameters.</summary>
internal static partial class RoutePattern
{
    public static string Of(string path)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return Parameters().Replace(path, match =>
        {
            var name = Name(match.Value);
            var unique = name;
            for (var number = 2; !names.Add(unique); number++)
            {
                unique = $"{name}{number}";
            }
            return $"{{{unique}}}";
        });
    }

    /// <summary>Parameters that stand side by side become one, since nothing tells where the first ends.</summary>
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
}
