using System.Text.Json.Serialization;
using CiamGateway.Forwarding.Explanation;
using CiamGateway.OpenApi;

namespace CiamGateway.Cli;

/// <summary>What verbs print as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(List<ProblemReport>))]
[JsonSerializable(typeof(List<Drift>))]
[JsonSerializable(typeof(List<RouteReport>))]
[JsonSerializable(typeof(RequestExplanation))]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class CliJsonContext : JsonSerializerContext;
