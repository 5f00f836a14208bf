using System.ComponentModel;

namespace CiamGateway.Configuration;

/// <summary>The <c>Gateway</c> section: everything that is not YARP's own.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    [Description("JSON files with routes and clusters, relative to the folder of appsettings.json. Default: config/routes.json, where it exists.")]
    public IReadOnlyList<string> RouteFiles { get; set; } = [];

    [Description("The listener for health, metrics and status.")]
    public ManagementOptions Management { get; set; } = new();

    [Description("OAuth clients under which the gateway asks for access tokens, by the name that routes use.")]
    public Dictionary<string, TokenClientOptions> TokenClients { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description("Limits that routes name as their RateLimiterPolicy, by name.")]
    public Dictionary<string, RateLimitOptions> RateLimits { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description("Limits that hold for every request.")]
    public LimitOptions Limits { get; set; } = new();

    [Description("Which headers of a request do not reach the API.")]
    public HeaderOptions RequestHeaders { get; set; } = new();

    [Description("Which headers of the API's answer do not reach the caller.")]
    public HeaderOptions ResponseHeaders { get; set; } = new();

    [Description("The record of calls that change something.")]
    public AuditOptions Audit { get; set; } = new();
}
