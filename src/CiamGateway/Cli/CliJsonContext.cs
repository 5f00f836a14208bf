using System.Text.Json.Serialization;
using CiamGateway.OpenApi;

namespace CiamGateway.Cli;

/// <summary>What verbs print as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<ProblemReport>))]
[JsonSerializable(typeof(List<Drift>))]
internal sealed partial class CliJsonContext : JsonSerializerContext;
