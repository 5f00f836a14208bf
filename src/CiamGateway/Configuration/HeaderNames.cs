using System.Collections.Frozen;

namespace CiamGateway.Configuration;

/// <summary>A set of header names, some of which leave their end open (<c>X-Forwarded-*</c>). An underscore counts as a hyphen, since many an API's server takes them for the same.</summary>
internal sealed class HeaderNames
{
    /// <summary>Longer names count as long as this, in characters.</summary>
    private const int Longest = 63;

    private readonly FrozenSet<string> _names;
    private readonly string[] _beginnings;

    /// <summary>The lengths that names of the set have, a bit for each, by their third character: rules most names out at a glance, since this is asked for every header that passes.</summary>
    private readonly ulong[] _lengths = new ulong[32];

    public HeaderNames(IEnumerable<string> patterns)
    {
        var byOpenEnd = patterns.Where(pattern => pattern is not ("" or "*")).Select(Hyphenated).ToLookup(pattern => pattern.EndsWith('*'));
        _names = byOpenEnd[false].ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _beginnings = [.. byOpenEnd[true].Select(pattern => pattern[..^1])];
        foreach (var name in _names)
        {
            _lengths[Slot(name)] |= Bit(name);
        }
        foreach (var beginning in _beginnings)
        {
            Expect(beginning);
        }
    }

    public bool Contain(string name)
    {
        if (name.Length == 0 || (_lengths[Slot(name)] & Bit(name)) == 0)
        {
            return false;
        }
        var hyphenated = Hyphenated(name);
        return _names.Contains(hyphenated) || HasKnownBeginning(hyphenated);
    }

    private static string Hyphenated(string name) => name.Replace('_', '-');

    private void Expect(string beginning)
    {
        var asLongOrLonger = ~(Bit(beginning) - 1);
        if (beginning.Length > 2)
        {
            _lengths[Slot(beginning)] |= asLongOrLonger;
            return;
        }
        foreach (ref var lengths in _lengths.AsSpan())
        {
            lengths |= asLongOrLonger;
        }
    }

    private bool HasKnownBeginning(string name)
    {
        foreach (var beginning in _beginnings)
        {
            if (name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The same for both cases of a letter, and for underscore and hyphen.</summary>
    private static int Slot(string name)
    {
        var third = name[Math.Min(2, name.Length - 1)];
        return (third is '_' ? '-' : third) & 31;
    }

    private static ulong Bit(string name) => 1UL << Math.Min(name.Length, Longest);
}
