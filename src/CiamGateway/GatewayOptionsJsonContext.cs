using System.Text.Json.Serialization;
using CiamGateway.Listening;
using CiamGateway.Telemetry.Log;

namespace CiamGateway;

/// <summary>The options' names and types as data, so that keys are checked against the classes themselves, NativeAOT included.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(GatewayOptions))]
[JsonSerializable(typeof(KestrelOptions))]
[JsonSerializable(typeof(ConsoleLogOptions))]
internal sealed partial class GatewayOptionsJsonContext : JsonSerializerContext;
