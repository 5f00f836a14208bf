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
        return _names.Contains(hyphenated) || HasKnownBeginning(hyphenated);
    }

    private bool HasKnownBeginning(string name)
    {
        foreach (var beginning in _beginnings)
        {
            if (BeginsLike(name, beginning) && name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Rules most names out by a single character, since this is asked for every header that passes.</summary>
    private static bool BeginsLike(string name, string beginning) => name.Length >= beginning.Length && ((name[beginning.Length - 1] ^ beginning[^1]) | 0x20) == 0x20;
}
