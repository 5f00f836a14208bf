using System.Text.Json.Serialization;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>
/// Everything that <c>/status</c> tells. Holds no token, secret or credential: only what was made to be shown gets into these records.
/// </summary>
/// <param name="SharedCache">Nothing where replicas share none.</param>
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
