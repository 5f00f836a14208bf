using System.Diagnostics.CodeAnalysis;

namespace CiamGateway.Configuration.Loading;

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
