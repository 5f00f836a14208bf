using System.Collections.Frozen;

namespace CiamGateway.Configuration;

/// <summary>A set of header names, some of which leave their end open (<c>X-Forwarded-*</c>). An underscore counts as a hyphen, since many an API's server takes them for the same.</summary>
internal sealed class HeaderNames(IEnumerable<string> patterns)
{
    private readonly FrozenSet<string> _names = patterns.Where(pattern => !pattern.EndsWith('*')).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _beginnings = [.. patterns.Where(pattern => pattern.EndsWith('*')).Select(pattern => pattern[..^1])];

    public bool Contain(string name)
    {
        var hyphenated = name.Contains('_', StringComparison.Ordinal) ? name.Replace('_', '-') : name;
        return _names.Contains(hyphenated) || Array.Exists(_beginnings, beginning => hyphenated.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
    }
}
