using System.Text.Json.Serialization;

namespace CiamGateway.Cli;

/// <summary>What verbs print as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<ProblemReport>))]
internal sealed partial class CliJsonContext : JsonSerializerContext;
