using System.Text.Json.Serialization;

namespace CiamGateway.Errors;

/// <summary>The body of <c>application/problem+json</c> (RFC 9457 §3.1).</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Instance, string Code, string TraceId);

/// <summary>The body of a SCIM error (RFC 7644 §3.12), where the status is a text.</summary>
internal sealed record ScimErrorBody(IReadOnlyList<string> Schemas, string Status, string Detail, string Code, string TraceId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ScimErrorBody))]
internal sealed partial class ErrorJsonContext : JsonSerializerContext;
