namespace CiamGateway.Configuration;

/// <summary>Settings in memory as a configuration. Nothing in it changes.</summary>
internal sealed class IndexedConfiguration : ConfigurationRoot
{
    public IndexedConfiguration(Dictionary<string, string?> settings) : this(settings, new IndexedSettings(settings))
    {
    }

    private IndexedConfiguration(Dictionary<string, string?> settings, IndexedSettings provider) : base([provider]) => (Settings, Index) = (settings, provider.Index);

    /// <summary>Every setting by its whole path, without a walk through the sections.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    public Lazy<KeyIndex> Index { get; }

    /// <summary>The first part of every path.</summary>
    public IReadOnlyCollection<string> Sections
    {
        get
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var parts = names.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var path in Settings.Keys)
            {
                var end = path.IndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
                parts.Add(end < 0 ? path : path.AsSpan(0, end));
            }
            return names;
        }
    }
}
