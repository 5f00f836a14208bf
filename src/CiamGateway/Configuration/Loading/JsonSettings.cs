using Microsoft.Extensions.Configuration.Json;

namespace CiamGateway.Configuration.Loading;

/// <summary>The settings of a JSON file, as .NET's own reader has them.</summary>
internal sealed class JsonSettings : JsonStreamConfigurationProvider
{
    private JsonSettings(Stream file)
        : base(new JsonStreamConfigurationSource { Stream = file }) { }

    public static Dictionary<string, string?> Read(Stream file)
    {
        var reader = new JsonSettings(file);
        reader.Load();
        return reader.Data as Dictionary<string, string?> ?? new(reader.Data, StringComparer.OrdinalIgnoreCase);
    }
}
