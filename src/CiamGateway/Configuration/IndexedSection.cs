using Microsoft.Extensions.Primitives;

namespace CiamGateway.Configuration;

/// <summary>A section of settings that do not change, with all that stands below it. .NET's own makes a new object and a longer path for each look at a key.</summary>
internal sealed class IndexedSection(string key, string path, string? value = null) : IConfigurationSection
{
    private static readonly CancellationChangeToken Never = new(CancellationToken.None);

    private readonly List<IndexedSection> _children = [];

    public string Key => key;

    public string Path => path;

    public string? Value
    {
        get => value;
        set => throw Unchangeable();
    }

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<IndexedSection> Children => _children;

    public string? this[string key]
    {
        get => Find(key)?.Value;
        set => throw Unchangeable();
    }

    /// <summary>What stands at a path below this section; nothing where there is neither a section nor a setting.</summary>
    public IndexedSection? Find(ReadOnlySpan<char> below)
    {
        var end = below.IndexOf(':');
        var name = end < 0 ? below : below[..end];
        foreach (var child in _children)
        {
            if (name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
            {
                return end < 0 ? child : child.Find(below[(end + 1)..]);
            }
        }
        return null;
    }

    /// <returns>An empty section where there is none.</returns>
    public IndexedSection At(string below) => Find(below) ?? new IndexedSection(
        ConfigurationPath.GetSectionKey(below), path.Length == 0 ? below : ConfigurationPath.Combine(path, below));

    public IConfigurationSection GetSection(string key) => At(key);

    public IEnumerable<IConfigurationSection> GetChildren() => _children;

    public IChangeToken GetReloadToken() => Never;

    /// <summary>For whoever puts it together, before anybody reads it.</summary>
    public void Add(IndexedSection child) => _children.Add(child);

    /// <inheritdoc cref="Add"/>
    public void Sort() => _children.Sort(static (one, other) => ConfigurationKeyComparer.Instance.Compare(one.Key, other.Key));

    private static NotSupportedException Unchangeable() => new("These settings do not change.");
}
