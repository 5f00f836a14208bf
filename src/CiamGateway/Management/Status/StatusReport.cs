using System.Text.Json.Serialization;
using CiamGateway.Connections;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Management.Status;

/// <summary>
/// Everything that <c>/status</c> tells. Holds no token, secret or credential: only what was made to be shown gets into these records.
/// </summary>
/// <param name="SharedCache">Null if replicas share none.</param>
internal sealed record StatusReport(
    Verdict Verdict,
    DateTimeOffset Time,
    ProcessStatus Gateway,
    ConfigurationStatus Configuration,
    TrafficStatus Traffic,
    HourStatus Hour,
    IReadOnlyList<TokenStatus> Tokens,
    IReadOnlyList<TokenClientStatus> TokenClients,
    IReadOnlyList<RouteStatus> Routes,
    IReadOnlyList<DestinationStatus> Destinations,
    IReadOnlyList<ConnectionStatus> Connections,
    SharedCacheStatus? SharedCache,
    IReadOnlyList<CertificateStatus> Certificates
);

/// <summary>The process that answers.</summary>
/// <param name="Instance">The name of its machine or pod.</param>
internal sealed record ProcessStatus(string Version, string Instance, DateTimeOffset StartedAt, double UptimeSeconds);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(TokenRefreshReport))]
internal sealed partial class StatusJsonContext : JsonSerializerContext;

/// <summary>How often the network made the gateway use another address or connection, or send a request again.</summary>
/// <param name="Kind">cluster, token_client or redis.</param>
/// <param name="Event">address_moved, address_skipped, name_unresolved, host_unreachable, peer_silent or request_repeated.</param>
/// <param name="Details">Of the last time.</param>
internal sealed record ConnectionStatus(string Kind, string Name, string Event, string Details, int Count, DateTimeOffset LastAt)
{
    public static ConnectionStatus Of(ConnectionEvent occurred) =>
        new(occurred.Target.Kind, occurred.Target.Name, occurred.Name, occurred.Details, occurred.Count, occurred.LastAt);
}

/// <summary>A token client that routes use, and the circuit breaker before its token endpoint.</summary>
/// <param name="AssertionEndsAt">When the first of its tokens ends that other programs issue and renew in files. Null if it has
/// none.</param>
/// <param name="Server">The token endpoint, or the issuer whose metadata names it.</param>
/// <param name="Circuit"><inheritdoc cref="TokenPipeline.Circuit" path="/summary"/></param>
internal sealed record TokenClientStatus(
    string Name,
    string ClientId,
    string Authentication,
    string GrantType,
    DateTimeOffset? AssertionEndsAt,
    string Server,
    string Circuit
)
{
    public static TokenClientStatus Of(TokenEndpoint endpoint) =>
        new(
            endpoint.Client.Name,
            endpoint.Client.Settings.ClientId,
            endpoint.Client.Authentication.Method,
            endpoint.Client.Settings.Request.GrantType,
            endpoint.Client.Files.EndsAt,
            ShownAddress.Of(endpoint.Client.Server),
            endpoint.Circuit
        );
}
