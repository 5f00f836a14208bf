namespace CiamGateway.Configuration;

/// <summary>Puts settings, each known by its whole path, under the sections that they stand in.</summary>
internal sealed class SectionTree
{
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly IndexedSection _root = new("", "");
    private readonly Dictionary<string, IndexedSection> _sections = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IndexedSection>.AlternateLookup<ReadOnlySpan<char>> _sectionsAt;
    private readonly HashSet<string> _settingsAmongSections = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Neighbours mostly stand in the same section.</summary>
    private IndexedSection _last;

    private SectionTree(IReadOnlyDictionary<string, string?> settings)
    {
        _settings = settings;
        _sectionsAt = _sections.GetAlternateLookup<ReadOnlySpan<char>>();
        _last = _root;
    }

    /// <returns>The section above all others, which has no name.</returns>
    public static IndexedSection Of(IReadOnlyDictionary<string, string?> settings)
    {
        var tree = new SectionTree(settings);
        foreach (var (path, value) in settings)
        {
            tree.Add(path, value);
        }
        tree._root.Sort();
        foreach (var section in tree._sections.Values)
        {
            section.Sort();
        }
        return tree._root;
    }

    private void Add(string path, string? value)
    {
        if (!_settingsAmongSections.Contains(path))
        {
            Add(path, value, Above(path));
        }
    }

    private static IndexedSection Add(string path, string? value, IndexedSection above)
    {
        var section = new IndexedSection(ConfigurationPath.GetSectionKey(path), path, value);
        above.Add(section);
        return section;
    }

    private IndexedSection Above(string path)
    {
        var end = path.LastIndexOf(':');
        if (end <= 0)
        {
            return _root;
        }
        var above = path.AsSpan(0, end);
        if (!above.Equals(_last.Path, StringComparison.OrdinalIgnoreCase))
        {
            _last = _sectionsAt.TryGetValue(above, out var section) ? section : AddSection(above.ToString());
        }
        return _last;
    }

    private IndexedSection AddSection(string path)
    {
        var above = Above(path);
        var section = _settings.TryGetValue(path, out var value) ? SettingAt(path, value, above) : Add(path, null, above);
        _sections.Add(path, section);
        return section;
    }

    /// <summary>A setting with others below it, which may have been added already.</summary>
    private IndexedSection SettingAt(string path, string? value, IndexedSection above)
    {
        _settingsAmongSections.Add(path);
        return above.Find(ConfigurationPath.GetSectionKey(path)) ?? Add(path, value, above);
    }
}
