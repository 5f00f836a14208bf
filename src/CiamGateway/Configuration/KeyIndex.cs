namespace CiamGateway.Configuration;

/// <summary>Knows which keys stand directly below which. .NET's own providers look through all of their keys for every section, so that time grows with the square of the routes.</summary>
internal sealed class KeyIndex
{
    private readonly Dictionary<string, List<string>> _children = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="paths">Whole paths, parted by colons.</param>
    public KeyIndex(IEnumerable<string> paths)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
        {
            Add(path, known);
        }
        foreach (var keys in _children.Values)
        {
            keys.Sort(ConfigurationKeyComparer.Instance.Compare);
        }
    }

    /// <returns>The keys below a path, or the first parts of all paths where it is nothing, among those of providers that were asked before (see <see cref="IConfigurationProvider.GetChildKeys"/>).</returns>
    public IEnumerable<string> Below(string? path, IEnumerable<string> earlierKeys)
    {
        var keys = _children.GetValueOrDefault(path ?? "") ?? [];
        return earlierKeys.Any() ? keys.Concat(earlierKeys).Order(ConfigurationKeyComparer.Instance) : keys;
    }

    private void Add(string path, HashSet<string> known)
    {
        while (known.Add(path))
        {
            var separator = path.LastIndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
            var parent = separator < 0 ? "" : path[..separator];
            if (!_children.TryGetValue(parent, out var children))
            {
                _children[parent] = children = [];
            }
            children.Add(path[(separator + 1)..]);
            if (separator < 0)
            {
                return;
            }
            path = parent;
        }
    }
}
