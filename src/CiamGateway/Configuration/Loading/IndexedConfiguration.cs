using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace CiamGateway.Configuration.Loading;

/// <summary>
/// Settings in memory as a configuration, of which those below a key are found at once. Nothing in it changes. .NET's own providers look
/// through all of their keys for every section, so that time grows with the square of the routes.
/// </summary>
/// <param name="settings">By their whole paths.</param>
internal sealed class IndexedConfiguration(Dictionary<string, string?> settings) : IConfiguration
{
    private readonly Lazy<IndexedSection> _root = new(() => SectionTree.Of(settings));

    /// <summary>Every setting by its whole path, without a walk through the sections.</summary>
    public IReadOnlyDictionary<string, string?> Settings => settings;

    /// <summary>The section above all others; made when it is read for the first time.</summary>
    public IndexedSection Root => _root.Value;

    /// <summary>The first part of every path.</summary>
    public IReadOnlyCollection<string> Sections
    {
        get
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var parts = names.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var path in settings.Keys)
            {
                var end = path.IndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
                parts.Add(end < 0 ? path : path.AsSpan(0, end));
            }
            return names;
        }
    }

    public string? this[string key]
    {
        get => settings.GetValueOrDefault(key);
        set => Root[key] = value;
    }

    /// <returns>An empty section where there is none.</returns>
    public IndexedSection At(string path) => Root.At(path);

    public IConfigurationSection GetSection(string key) => At(key);

    public IEnumerable<IConfigurationSection> GetChildren() => Root.GetChildren();

    public IChangeToken GetReloadToken() => Root.GetReloadToken();
}

/// <summary>Puts settings, each known by its whole path, under their sections.</summary>
internal sealed class SectionTree
{
    private readonly IndexedSection _root = new("", above: null);

    /// <summary>
    /// The sections above the setting before, outermost first, and where in its path each one's name ends: neighbours mostly have them in
    /// common.
    /// </summary>
    private readonly Stack<(IndexedSection Section, int End)> _open = [];

    private string _before = "";

    /// <returns>The section above all others, which has no name.</returns>
    public static IndexedSection Of(IReadOnlyDictionary<string, string?> settings)
    {
        var tree = new SectionTree();
        foreach (var (path, value) in settings)
        {
            tree.Add(path, value);
        }
        tree._root.Sort();
        return tree._root;
    }

    private void Add(string path, string? value)
    {
        var (section, begin) = InCommon(path);
        for (var end = path.IndexOf(':', begin); end >= 0; end = path.IndexOf(':', begin))
        {
            section = section.Open(path.AsSpan(begin, end - begin));
            _open.Push((section, end));
            begin = end + 1;
        }
        section.Open(path.AsSpan(begin)).Set(value);
        _before = path;
    }

    /// <returns>The innermost section that the path has in common with the one before, and where the path goes on below it.</returns>
    private (IndexedSection Section, int Begin) InCommon(string path)
    {
        var length = path.AsSpan().CommonPrefixLength(_before);
        while (_open.TryPeek(out var last))
        {
            if (last.End < path.Length && path[last.End] == ':' && last.End <= length)
            {
                return (last.Section, last.End + 1);
            }
            _open.Pop();
        }
        return (_root, 0);
    }
}

/// <summary>The settings of a whole configuration as a host takes them, which can be replaced.</summary>
internal class IndexedSettings : ConfigurationProvider
{
    private volatile IndexedConfiguration _configuration;

    public IndexedSettings(IndexedConfiguration configuration) => Replace(configuration);

    /// <summary>
    /// What a host writes wins, and stays apart: the configuration serves others, too. A setting without a value is as if it were not
    /// there.
    /// </summary>
    public override bool TryGet(string key, out string? value) =>
        (base.TryGet(key, out value) || _configuration.Settings.TryGetValue(key, out value)) && value is not null;

    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        var section = parentPath is null ? _configuration.Root : _configuration.Root.Find(parentPath);
        var keys = section?.GetChildren().Select(child => child.Key) ?? [];
        return earlierKeys.Any() ? keys.Concat(earlierKeys).Order(ConfigurationKeyComparer.Instance) : keys;
    }

    [MemberNotNull(nameof(_configuration))]
    protected void Replace(IndexedConfiguration configuration)
    {
        Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        _configuration = configuration;
    }
}
