using System.ComponentModel;

namespace CiamGateway.Forwarding.Headers;

/// <summary>Which headers pass the gateway in one direction, apart from what it decides by itself.</summary>
internal sealed class HeaderOptions
{
    [Description("Names of headers that pass although the gateway withholds them by default. The end may be left open: X-Forwarded-*.")]
    public IReadOnlyList<string> Allow { get; set; } = [];

    [Description("Names of further headers to withhold. The end may be left open.")]
    public IReadOnlyList<string> Remove { get; set; } = [];
}
