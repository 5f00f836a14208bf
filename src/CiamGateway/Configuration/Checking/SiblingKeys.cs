using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace CiamGateway.Configuration.Checking;

/// <summary>Names keys in a problem's fix with their full paths, so that an operator can paste them into a search.</summary>
internal static partial class SiblingKeys
{
    /// <param name="sections">The options class of each section, by the section's name.</param>
    /// <returns>The problem; keys of the same object that its fix names have their full paths.</returns>
    public static ConfigurationProblem WithPaths(ConfigurationProblem problem, IReadOnlyDictionary<string, JsonTypeInfo> sections)
    {
        var parent = problem.Path[..Math.Max(0, problem.Path.LastIndexOf(':'))];
        // A list of all known keys says which there are, and not where.
        if (
            parent.Length == 0
            || problem.Fix.StartsWith("write one of ", StringComparison.Ordinal)
            || TypeOf(parent, sections) is not { } type
        )
        {
            return problem;
        }
        var siblings = type.Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        return problem with { Fix = Key().Replace(problem.Fix, key => siblings.Contains(key.Value) ? $"{parent}:{key.Value}" : key.Value) };
    }

    /// <returns>The class that the object at this path is bound to; null if it is bound to none.</returns>
    private static JsonTypeInfo? TypeOf(string path, IReadOnlyDictionary<string, JsonTypeInfo> sections)
    {
        var parts = path.Split(':');
        var type = sections.GetValueOrDefault(parts[0]);
        foreach (var part in parts.Skip(1))
        {
            type = type?.Kind switch
            {
                JsonTypeInfoKind.Object => type.Properties.FirstOrDefault(property =>
                    property.Name.Equals(part, StringComparison.OrdinalIgnoreCase)
                )
                    is { } member
                    ? type.Options.GetTypeInfo(member.PropertyType)
                    : null,
                JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable => type.Options.GetTypeInfo(type.ElementType!),
                _ => null,
            };
        }
        return type is { Kind: JsonTypeInfoKind.Object } ? type : null;
    }

    /// <summary>A name of several words, not in quotation marks and not a part of a path.</summary>
    [GeneratedRegex("""(?<![:\w'"/.-])[A-Z][a-z]+(?:[A-Z][a-z]+)+(?![\w:'"/-])""")]
    private static partial Regex Key();
}
