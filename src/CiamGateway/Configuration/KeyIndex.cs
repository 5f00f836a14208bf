namespace CiamGateway.Configuration;

/// <summary>Knows which keys stand directly below which. .NET's own providers look through all of their keys for every section, so that time grows with the square of the routes.</summary>
internal sealed class KeyIndex
{
    private readonly Dictionary<string, List<string>> _children = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<string>>.AlternateLookup<ReadOnlySpan<char>> _childrenOf;
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
            keys.Sort(ConfigurationKeyComparer.Instance.Compare);
        }
    }

    /// <returns>The keys below a path, or the first parts of all paths where it is nothing, among those of providers that were asked before (see <see cref="IConfigurationProvider.GetChildKeys"/>).</returns>
    public IEnumerable<string> Below(string? path, IEnumerable<string> earlierKeys)
    {
        var keys = Below(path ?? "");
        return earlierKeys.Any() ? keys.Concat(earlierKeys).Order(ConfigurationKeyComparer.Instance) : keys;
    }

    /// <returns>The keys below a path, in the order of the configuration.</returns>
    public IReadOnlyList<string> Below(string path) => _children.GetValueOrDefault(path) ?? (IReadOnlyList<string>)[];

    private void Add(ReadOnlySpan<char> path)
    {
        var separator = path.LastIndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
        var parent = separator < 0 ? "" : path[..separator];
        if (!_childrenOf.TryGetValue(parent, out var children))
        {
            children = [];
            _childrenOf[parent] = children;
            AddSection(parent);
        }
        children.Add(path[(separator + 1)..].ToString());
    }

    /// <summary>A section that is a setting, too, is added as that.</summary>
    private void AddSection(ReadOnlySpan<char> path)
    {
        if (path.Length > 0 && !_settings.ContainsKey(path.ToString()))
        {
            Add(path);
        }
    }
}
