using CiamGateway.Configuration.Checking;

namespace CiamGateway.Configuration.Loading;

/// <summary>
/// The sources of a configuration in the order in which later ones win, so that a problem can say which of them to correct.
/// </summary>
internal sealed class ConfigurationOrigins
{
    private readonly List<Source> _sources = [];

    /// <summary>The files that were read, in the order in which later ones win.</summary>
    public IEnumerable<IndexedConfiguration> Files => _sources.Where(source => source.File is not null).Select(source => source.Settings);

    /// <param name="name">What to call the source.</param>
    /// <param name="settings">What it says.</param>
    /// <param name="file">The file's full path; none for other sources.</param>
    public void Add(string name, IndexedConfiguration settings, string? file = null) => _sources.Add(new Source(name, settings, file));

    /// <summary>
    /// The problem with its place: the last source that says anything about its path, or about the nearest path above it.
    /// </summary>
    public ConfigurationProblem Locate(ConfigurationProblem problem) =>
        problem.Place is null && Find(problem.Path) is { } place ? problem with { Place = place } : problem;

    /// <returns>The source whose value of the key counts; null if none has one.</returns>
    public ConfigurationSource? SourceOf(string key) =>
        OrderOf(key) is >= 0 and var at ? new ConfigurationSource(_sources[at].Name, _sources[at].File) : null;

    /// <summary>Which source has the last word on a key: the later, the greater.</summary>
    public int OrderOf(string key) => _sources.FindLastIndex(source => !string.IsNullOrEmpty(source.Settings[key]));

    private ConfigurationPlace? Find(string path)
    {
        for (var ancestor = path; ancestor is not null; ancestor = ConfigurationPath.GetParentPath(ancestor))
        {
            if (_sources.FindLast(source => source.Settings.GetSection(ancestor).Exists()) is { } source)
            {
                return source.PlaceOf(ancestor);
            }
        }
        return _sources.Count > 0 ? new ConfigurationPlace(_sources[0].Name) : null;
    }

    private sealed record Source(string Name, IndexedConfiguration Settings, string? File)
    {
        private readonly Lazy<JsonPositions> _positions = new(() => JsonPositions.Read(File));

        public ConfigurationPlace PlaceOf(string path) =>
            _positions.Value.Find(path) is { } position
                ? new ConfigurationPlace(Name, position.Line, position.Column)
                : new ConfigurationPlace(Name);
    }
}

/// <summary>Where settings were read.</summary>
/// <param name="File">The file's full path; null for other sources.</param>
internal sealed record ConfigurationSource(string Name, string? File)
{
    public const string CommandLine = "command line";
    public const string Environment = "environment";

    public bool IsCommandLine => Name is CommandLine;
}

/// <summary>Where a setting was written: in a file, with line and column counted from 1, or in a source that has none.</summary>
internal sealed record ConfigurationPlace(string Source, long? Line = null, long? Column = null)
{
    public override string ToString() => Line is null ? Source : $"{Source}:{Line}:{Column}";
}
