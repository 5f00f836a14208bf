namespace CiamGateway.Configuration;

/// <summary>Settings in memory, of which those below a key are found at once.</summary>
internal class IndexedSettings : ConfigurationProvider
{
    private volatile KeyIndex _index;

    public IndexedSettings(Dictionary<string, string?> settings)
    {
        Data = settings;
        _index = new KeyIndex(settings.Keys);
    }

    /// <param name="settings">What to begin with.</param>
    protected IndexedSettings(IndexedConfiguration settings)
    {
        Data = Copy(settings);
        _index = settings.Index;
    }

    public KeyIndex Index => _index;

    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => _index.Below(parentPath, earlierKeys);

    protected void Replace(IndexedConfiguration settings)
    {
        Data = Copy(settings);
        _index = settings.Index;
    }

    /// <summary>A host writes into its settings; those that they came from stay as they are.</summary>
    private static Dictionary<string, string?> Copy(IndexedConfiguration configuration) =>
        configuration.Settings.Where(setting => setting.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);
}
