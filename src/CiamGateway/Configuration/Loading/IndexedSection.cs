using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace CiamGateway.Configuration.Loading;

/// <summary>
/// A section of settings that do not change, with everything below it. .NET's own makes a new object and a longer path for each look
/// at a key.
/// </summary>
/// <param name="above">The parent section; none for the root, which has no name.</param>
internal sealed class IndexedSection(string key, IndexedSection? above) : IConfigurationSection
{
    /// <summary>From how many on sections are found by an index of their names.</summary>
    private const int Many = 16;

    private static readonly CancellationChangeToken Never = new(CancellationToken.None);

    private string? _value;
    private List<IndexedSection>? _children;
    private Dictionary<string, IndexedSection>? _index;

    public string Key => key;

    public string Path => above is { IsRoot: false } ? ConfigurationPath.Combine(above.Path, key) : key;

    public string? Value
    {
        get => _value;
        set => throw Unchangeable();
    }

    /// <summary>In the order of the configuration.</summary>
    public ReadOnlySpan<IndexedSection> Children => CollectionsMarshal.AsSpan(_children);

    private bool IsRoot => above is null;

    public string? this[string key]
    {
        get => Find(key)?.Value;
        set => throw Unchangeable();
    }

    /// <summary>The entry at a path below this section; null if there is neither a section nor a setting.</summary>
    public IndexedSection? Find(ReadOnlySpan<char> below)
    {
        var end = below.IndexOf(':');
        return end < 0 ? Child(below) : Child(below[..end])?.Find(below[(end + 1)..]);
    }

    /// <returns>An empty section where there is none.</returns>
    public IndexedSection At(string below)
    {
        var end = below.IndexOf(':', StringComparison.Ordinal);
        return end < 0 ? Child(below) ?? new IndexedSection(below, this) : At(below[..end]).At(below[(end + 1)..]);
    }

    public IConfigurationSection GetSection(string key) => At(key);

    public IEnumerable<IConfigurationSection> GetChildren() => _children ?? Enumerable.Empty<IConfigurationSection>();

    public IChangeToken GetReloadToken() => Never;

    /// <summary>
    /// Returns the section of this name, and creates it if there is none. Only for building the settings, before they are read.
    /// </summary>
    public IndexedSection Open(ReadOnlySpan<char> name) => Child(name) ?? Add(name.ToString());

    /// <inheritdoc cref="Open"/>
    public void Set(string? value) => _value = value;

    /// <summary>Sorts everything below.</summary>
    public void Sort()
    {
        _children?.Sort(static (one, other) => ConfigurationKeyComparer.Instance.Compare(one.Key, other.Key));
        _children?.ForEach(static child => child.Sort());
    }

    private IndexedSection? Child(ReadOnlySpan<char> name)
    {
        if (_index is not null)
        {
            return _index.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var indexed) ? indexed : null;
        }
        foreach (var child in Children)
        {
            if (name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
            {
                return child;
            }
        }
        return null;
    }

    private IndexedSection Add(string name)
    {
        var child = new IndexedSection(name, this);
        _children ??= [];
        _children.Add(child);
        if (_children.Count == Many)
        {
            _index = _children.ToDictionary(known => known.Key, StringComparer.OrdinalIgnoreCase);
        }
        else
        {
            _index?.Add(name, child);
        }
        return child;
    }

    private static NotSupportedException Unchangeable() => new("These settings do not change.");
}
