using System.ComponentModel;

namespace CiamGateway.Configuration;

/// <summary>Where operators look: a listener of its own, on which no proxied route answers.</summary>
internal sealed class ManagementOptions
{
    public const string DefaultUrl = "http://127.0.0.1:8081";

    [Description("Scheme, address and port of the management listener. Default: " + DefaultUrl + ".")]
    public string Url { get; set; } = DefaultUrl;
}
