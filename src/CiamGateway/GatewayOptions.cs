using System.ComponentModel;
using CiamGateway.Audit;
using CiamGateway.Callers;
using CiamGateway.Callers.Policies;
using CiamGateway.Configuration.Loading;
using CiamGateway.Connections;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Limits;
using CiamGateway.Listening;
using CiamGateway.Management;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.SharedCache;

namespace CiamGateway;

/// <summary>The <c>Gateway</c> section: everything that is not YARP's own.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    [Description(
        "JSON files with routes and clusters, relative to the folder of appsettings.json; * and ** match several. Default: "
            + "config/routes.json, where it exists."
    )]
    public IReadOnlyList<string> RouteFiles { get; set; } = [];

    [Description("The listener for health, metrics and status.")]
    public ManagementOptions Management { get; set; } = new();

    [Description("How the gateway stops.")]
    public ShutdownOptions Shutdown { get; set; } = new();

    [Description("How a changed configuration takes effect.")]
    public ReloadOptions Reload { get; set; } = new();

    [Description("OAuth clients under which the gateway asks for access tokens, by the name that routes use.")]
    public Dictionary<string, TokenClientOptions> TokenClients { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description("How connections to the destinations of a cluster are made, by the cluster's name.")]
    public Dictionary<string, ClusterOptions> Clusters { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description("Where tokens are kept.")]
    public TokenCacheOptions TokenCache { get; set; } = new();

    [Description("The applications that may call, by name.")]
    public Dictionary<string, CallerOptions> Callers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description("Who may use the routes that name a policy as their AuthorizationPolicy, by the policy's name.")]
    public Dictionary<string, AccessPolicyOptions> AccessPolicies { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description(
        "Whether requests without credentials are served, on routes without a policy: Loopback (default, only from this machine), "
            + "Denied or Allowed."
    )]
    public string AnonymousCallers { get; set; } = nameof(CiamGateway.Callers.AnonymousCallers.Loopback);

    [Description("Networks (CIDR) of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Default: none.")]
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    [Description("Limits that routes name as their RateLimiterPolicy, by name.")]
    public Dictionary<string, RateLimitOptions> RateLimits { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description(
        "Whether HEAD is served on routes that list GET, with the same token, callers and limits (RFC 9110 §9.3.2). Default true."
    )]
    public bool HeadAsGet { get; set; } = true;

    [Description("Limits that hold for every request.")]
    public LimitOptions Limits { get; set; } = new();

    [Description("Which headers of a request do not reach the API.")]
    public HeaderOptions RequestHeaders { get; set; } = new();

    [Description("Which headers of the API's answer do not reach the caller.")]
    public HeaderOptions ResponseHeaders { get; set; } = new();

    [Description("The record of calls that change something.")]
    public AuditOptions Audit { get; set; } = new();
}
