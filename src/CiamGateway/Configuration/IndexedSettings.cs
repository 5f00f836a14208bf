using System.Diagnostics.CodeAnalysis;

namespace CiamGateway.Configuration;

/// <summary>Settings in memory, of which those below a key are found at once.</summary>
internal class IndexedSettings : ConfigurationProvider
{
    private volatile KnownSettings _known;

    public IndexedSettings(Dictionary<string, string?> settings) =>
        _known = new KnownSettings(settings, new Lazy<KeyIndex>(() => new KeyIndex(settings)));

    protected IndexedSettings(IndexedConfiguration settings) => Replace(settings);

    /// <summary>Not made before somebody looks below a key.</summary>
    public Lazy<KeyIndex> Index => _known.Index;

    /// <remarks>What a host writes wins, and stays apart: the settings themselves serve others, too.</remarks>
    public override bool TryGet(string key, out string? value) =>
        base.TryGet(key, out value) || _known.Settings.TryGetValue(key, out value);

    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => Index.Value.Below(parentPath, earlierKeys);

    [MemberNotNull(nameof(_known))]
    protected void Replace(IndexedConfiguration settings)
    {
        Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        _known = new KnownSettings(settings.Settings, settings.Index);
    }

    private sealed record KnownSettings(IReadOnlyDictionary<string, string?> Settings, Lazy<KeyIndex> Index);
}
