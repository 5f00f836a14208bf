using System.Text.Json.Serialization;
using CiamGateway.Callers.Policies;
using CiamGateway.Limits;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>What the gateway would do with a request, and why.</summary>
/// <param name="Caller">The name of the caller; null if it is anonymous.</param>
/// <param name="Source">From which address it is taken to come.</param>
/// <param name="Refusal">Why it is not forwarded; nothing where it is.</param>
/// <param name="Route">The route that takes it; none where none does.</param>
/// <param name="Outgoing">What the API would get; nothing where it gets nothing.</param>
/// <param name="OtherRoutes">The routes that do not take it; none where it is refused before routing is asked.</param>
internal sealed record RequestExplanation(
    string Method,
    string Target,
    string? Caller,
    string Source,
    ExplainedRefusal? Refusal,
    ExplainedRoute? Route,
    OutgoingRequest? Outgoing,
    IReadOnlyList<OtherRoute> OtherRoutes
)
{
    [JsonPropertyOrder(-1)]
    public bool Forwarded => Refusal is null;

    /// <summary>Whether it has credentials of its own, rightly or wrongly.</summary>
    [JsonIgnore]
    public bool PresentsCredential { get; init; }
}

/// <summary>The gateway's own answer, in the words of its problem document.</summary>
/// <param name="Allow">The methods that the path is served for, where the method is what is wrong.</param>
internal sealed record ExplainedRefusal(int Status, string Code, string Title, string Detail, string? Allow);

/// <summary>A route with everything that applies to it.</summary>
/// <param name="Admitted">Whether the request's caller may call it.</param>
/// <param name="AdmissionReason">Why it may, or may not.</param>
/// <param name="Token">None where it goes out without one.</param>
internal sealed record ExplainedRoute(
    string Name,
    string? Path,
    IReadOnlyList<string> Methods,
    int Order,
    string? Cluster,
    IReadOnlyDictionary<string, string> Destinations,
    AdmittedCallers WhoMayCall,
    bool Admitted,
    string AdmissionReason,
    ExplainedToken? Token,
    ExplainedLimits Limits
)
{
    /// <summary>
    /// The otherwise refused characters that its last path parameter may hold, with spaces between them; null if there are none.
    /// </summary>
    public string? AllowInPath { get; init; }

    /// <summary>For each destination, whether a proxy leads there, and why.</summary>
    public IReadOnlyDictionary<string, string> Connections { get; init; } = new Dictionary<string, string>();

    /// <summary>The client certificate that the gateway presents to the cluster: its subject and its end. Null for none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Whether the request is HEAD, and the route takes it because it lists GET.</summary>
    [JsonIgnore]
    public bool ServesHeadAsGet { get; init; }
}

/// <summary>The access token of a route for the caller at hand.</summary>
/// <param name="InsteadOf">The token client that the route names, where the caller has its own in its place.</param>
/// <param name="Server">The token endpoint, or the issuer whose metadata names it.</param>
internal sealed record ExplainedToken(
    string Client,
    string? InsteadOf,
    string? Server,
    string Scope,
    string? Resource,
    bool Warm,
    bool ReplayOn401
)
{
    /// <summary>How the token client authenticates, as it is configured.</summary>
    public string ClientAuthentication { get; init; } = "";

    /// <summary>The grant type of the token request, as it is configured.</summary>
    public string GrantType { get; init; } = "";

    /// <summary>Whether a proxy leads to that server, and why; null if the client is not configured soundly.</summary>
    public string? Connection { get; init; }
}

/// <summary>The limits that a request is held to.</summary>
/// <param name="Rates">Of its caller and of the route.</param>
/// <param name="MaxRequestBodySize">In bytes; nothing for no limit.</param>
/// <param name="Timeout">For the whole request; nothing for no limit.</param>
/// <param name="TokenWaitTimeout">For its token; nothing where it goes out without one.</param>
/// <param name="ActivityTimeout">After which a call in which nothing moves ends.</param>
internal sealed record ExplainedLimits(
    IReadOnlyList<RateLimit> Rates,
    long? MaxRequestBodySize,
    TimeSpan? Timeout,
    TimeSpan? TokenWaitTimeout,
    TimeSpan ActivityTimeout
);
