using CiamGateway.Configuration.Schema;
using CiamGateway.Listening;

namespace CiamGateway.Management;

/// <summary>Where operators look: a listener of its own, on which no proxied route answers.</summary>
internal sealed class ManagementOptions
{
    public const string DefaultUrl = "http://127.0.0.1:8081";

    /// <summary>Means every route.</summary>
    public const string AllRoutes = "*";

    /// <summary>The listener that these options describe.</summary>
    public ListeningAddress ToListener() =>
        new(ListeningAddresses.Management, $"{GatewayOptions.Section}:{nameof(GatewayOptions.Management)}:{nameof(Url)}", Url)
        {
            DefaultUrl = DefaultUrl,
        };

    [Option("Scheme, address and port of the management listener.", NeedsRestart = true, Example = "\"http://0.0.0.0:8081\"")]
    public string Url { get; set; } = DefaultUrl;

    [Option(
        "The access policy of the callers that may see the status and refresh tokens, with their own credentials. "
            + "\"default\" admits every known caller, \"anonymous\" admits everyone.",
        Default = "none: only this machine may"
    )]
    public string? AccessPolicy { get; set; }

    [Option("Whether AccessPolicy guards /metrics, too. Prometheus then needs credentials of a caller.")]
    public bool ProtectMetrics { get; set; }

    [Option(
        "Further host names by which clients without credentials may address the listener. Addresses, localhost and "
            + "the host of Url are always accepted.",
        Example = "[ \"gateway-1.example.com\" ]"
    )]
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    [Option(
        "Routes that readiness requires: /health/ready is 503 while one of them has no valid token. * means every route.",
        Default = "none: not ready only if no route can serve"
    )]
    public IReadOnlyList<string> RequiredRoutes { get; set; } = [];
}
