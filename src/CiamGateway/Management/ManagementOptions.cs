using System.ComponentModel;
using CiamGateway.Listening;

namespace CiamGateway.Management;

/// <summary>Where operators look: a listener of its own, on which no proxied route answers.</summary>
internal sealed class ManagementOptions
{
    public const string DefaultUrl = "http://127.0.0.1:8081";

    /// <summary>Stands for every route.</summary>
    public const string AllRoutes = "*";

    /// <summary>The listener that these options describe.</summary>
    public ListeningAddress ToListener() =>
        new(ListeningAddresses.Management, $"{GatewayOptions.Section}:{nameof(GatewayOptions.Management)}:{nameof(Url)}", Url)
        {
            DefaultUrl = DefaultUrl,
        };

    [Description("Scheme, address and port of the management listener. Default: " + DefaultUrl + ".")]
    public string Url { get; set; } = DefaultUrl;

    [Description(
        "The access policy whose callers may see the status and refresh tokens, with their own credentials; "
            + "default for every known caller, anonymous for everybody. Without one, only this machine may."
    )]
    public string? AccessPolicy { get; set; }

    [Description("Whether AccessPolicy guards /metrics, too. Default false, since Prometheus mostly has no credentials.")]
    public bool ProtectMetrics { get; set; }

    [Description(
        "Further host names by which those may address the listener who need no credentials. Addresses, "
            + "localhost and the name in Url are always right."
    )]
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    [Description(
        "Routes without whose access token /health/ready says no; * for every route. Default: none, "
            + "so that it says no only if no route can serve."
    )]
    public IReadOnlyList<string> RequiredRoutes { get; set; } = [];
}
