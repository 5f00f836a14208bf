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

    /// <summary>The section above all others; not made before somebody looks into it.</summary>
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
