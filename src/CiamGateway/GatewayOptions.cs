using CiamGateway.Audit;
using CiamGateway.Callers;
using CiamGateway.Callers.Policies;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Schema;
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

    [Option(
        "JSON files with routes and clusters, relative to the folder of appsettings.json. * and ** match several files.",
        Default = "config/routes.json, if it exists",
        Example = "[ \"config/routes.json\", \"config/mfa.json\" ]"
    )]
    public IReadOnlyList<string> RouteFiles { get; set; } = [];

    [Option("The listener for health, metrics and status.")]
    public ManagementOptions Management { get; set; } = new();

    [Option("How the gateway stops.")]
    public ShutdownOptions Shutdown { get; set; } = new();

    [Option("How a changed configuration takes effect.")]
    public ReloadOptions Reload { get; set; } = new();

    [Option("The OAuth clients that request access tokens, by the name that routes use.")]
    public Dictionary<string, TokenClientOptions> TokenClients { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option("Connections to the destinations of a cluster, by the cluster's name. YARP's own keys are under ReverseProxy:Clusters.")]
    public Dictionary<string, ClusterOptions> Clusters { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option("Where tokens are cached.")]
    public TokenCacheOptions TokenCache { get; set; } = new();

    [Option("The applications that may call, by name.")]
    public Dictionary<string, CallerOptions> Callers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option("The callers that may use a route, by the name that the route's AuthorizationPolicy gives.")]
    public Dictionary<string, AccessPolicyOptions> AccessPolicies { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option(
        "Whether requests without credentials are served on routes without a policy. Loopback: only from this machine.",
        Values = ["Loopback", "Denied", "Allowed"],
        ValidatorChecksValues = true
    )]
    public string AnonymousCallers { get; set; } = nameof(CiamGateway.Callers.AnonymousCallers.Loopback);

    [Option("Networks (CIDR) of the proxies that may set X-Forwarded-For and X-Forwarded-Proto.", Example = "[ \"10.2.0.0/24\" ]")]
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    [Option("Limits that routes name as their RateLimiterPolicy, by name.")]
    public Dictionary<string, RateLimitOptions> RateLimits { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option("Whether HEAD is served on routes that list GET, with the same token, callers and limits (RFC 9110 §9.3.2).")]
    public bool HeadAsGet { get; set; } = true;

    [Option("Limits that apply to every request.")]
    public LimitOptions Limits { get; set; } = new();

    [Option("The headers of a request that do not reach the API.")]
    public HeaderOptions RequestHeaders { get; set; } = new();

    [Option("The headers of the API's answer that do not reach the caller.")]
    public HeaderOptions ResponseHeaders { get; set; } = new();

    [Option("The record of calls that change something.")]
    public AuditOptions Audit { get; set; } = new();
}
