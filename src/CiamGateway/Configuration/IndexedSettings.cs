using System.Diagnostics.CodeAnalysis;

namespace CiamGateway.Configuration;

/// <summary>Settings in memory, of which those below a key are found at once.</summary>
internal class IndexedSettings : ConfigurationProvider
{
    private volatile KeyIndex _index;

    public IndexedSettings(IDictionary<string, string?> settings) => Replace(settings);

    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => _index.Below(parentPath, earlierKeys);

    [MemberNotNull(nameof(_index))]
    protected void Replace(IDictionary<string, string?> settings)
    {
        Data = settings;
        _index = new KeyIndex(settings.Keys);
    }
}
