using System.Diagnostics.CodeAnalysis;

namespace CiamGateway.Configuration;

/// <summary>Settings in memory, of which those below a key are found at once.</summary>
internal class IndexedSettings : ConfigurationProvider
{
    private volatile Lazy<KeyIndex> _index;

    public IndexedSettings(Dictionary<string, string?> settings)
    {
        Data = settings;
        _index = new Lazy<KeyIndex>(() => new KeyIndex(settings));
    }

    protected IndexedSettings(IndexedConfiguration settings) => Replace(settings);

    /// <summary>Not made before somebody looks below a key.</summary>
    public Lazy<KeyIndex> Index => _index;

    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => _index.Value.Below(parentPath, earlierKeys);

    /// <summary>Takes a copy: a host writes into its settings, and those that they came from stay as they are.</summary>
    [MemberNotNull(nameof(_index))]
    protected void Replace(IndexedConfiguration settings)
    {
        Data = settings.Settings.Where(setting => setting.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);
        _index = settings.Index;
    }
}
