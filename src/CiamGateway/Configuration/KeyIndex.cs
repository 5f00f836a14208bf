namespace CiamGateway.Configuration;

/// <summary>Knows which keys stand directly below which. .NET's own providers look through all of their keys for every section, so that time grows with the square of the routes.</summary>
internal sealed class KeyIndex
{
    private readonly Dictionary<string, List<KeyBelow>> _children = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<KeyBelow>>.AlternateLookup<ReadOnlySpan<char>> _childrenOf;
    private readonly IReadOnlyDictionary<string, string?> _settings;

    /// <param name="settings">By whole paths, parted by colons.</param>
    public KeyIndex(IReadOnlyDictionary<string, string?> settings)
    {
        _settings = settings;
        _childrenOf = _children.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var path in settings.Keys)
        {
            Add(path);
        }
        foreach (var keys in _children.Values)
        {
            keys.Sort(static (one, other) => ConfigurationKeyComparer.Instance.Compare(one.Name, other.Name));
        }
    }

    /// <returns>The keys below a path, or the first parts of all paths where it is nothing, among those of providers that were asked before (see <see cref="IConfigurationProvider.GetChildKeys"/>).</returns>
    public IEnumerable<string> Below(string? path, IEnumerable<string> earlierKeys)
    {
        var keys = Below(path ?? "").Select(key => key.Name);
        return earlierKeys.Any() ? keys.Concat(earlierKeys).Order(ConfigurationKeyComparer.Instance) : keys;
    }

    /// <returns>The keys below a path, in the order of the configuration.</returns>
    public List<KeyBelow> Below(string path) => _children.GetValueOrDefault(path) ?? [];

    private void Add(string path)
    {
        var separator = path.LastIndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
        var parent = separator < 0 ? "" : path.AsSpan(0, separator);
        if (!_childrenOf.TryGetValue(parent, out var children))
        {
            children = AddSection(parent.ToString());
        }
        children.Add(new KeyBelow(path[(separator + 1)..], path));
    }

    private List<KeyBelow> AddSection(string path)
    {
        var children = new List<KeyBelow>();
        _children.Add(path, children);
        // A section that is a setting, too, is added as that.
        if (path.Length > 0 && !_settings.ContainsKey(path))
        {
            Add(path);
        }
        return children;
    }
}

/// <summary>A key of a section.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Path">The whole path to it.</param>
internal readonly record struct KeyBelow(string Name, string Path);
