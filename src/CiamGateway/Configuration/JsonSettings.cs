using Microsoft.Extensions.Configuration.Json;

namespace CiamGateway.Configuration;

/// <summary>The settings of a JSON file, of which those below a key are found at once.</summary>
internal sealed class JsonSettings(Stream file) : JsonStreamConfigurationProvider(new JsonStreamConfigurationSource { Stream = file })
{
    private KeyIndex _index = new([]);

    public override void Load(Stream stream)
    {
        base.Load(stream);
        _index = new KeyIndex(Data.Keys);
    }

    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => _index.Below(parentPath, earlierKeys);
}
