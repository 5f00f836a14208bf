using System.Text.Json.Serialization;
using CiamGateway.Errors;
using CiamGateway.Telemetry;

namespace CiamGateway.Audit;

/// <summary>
/// One line of the audit log: who asked for what, with which token it went out, and how it ended. Holds no query, no body and no header.
/// </summary>
/// <param name="Source">The address that called.</param>
/// <param name="Path">As in the request line, without the query; its first 512 characters.</param>
/// <param name="TokenFingerprint">8 hexadecimal digits of the token's SHA-256.</param>
/// <param name="Error">The code of the gateway's own error, or of what broke the API's answer off; none where the API answered.</param>
/// <param name="Detail">With <c>caller_gone</c>: whether the API may have carried the call out. Otherwise null.</param>
internal sealed record AuditLine(
    DateTimeOffset Time,
    string TraceId,
    string Caller,
    string? Source,
    string Route,
    string Method,
    string Path,
    string? TokenClient,
    string? Scope,
    string? TokenFingerprint,
    int Status,
    string? Error,
    string? Detail,
    double DurationMs
)
{
    /// <summary>The errors above 499 that the gateway answers before it knows who calls.</summary>
    private static readonly string[] EarlyErrors =
    [
        Problems.GatewayOverloaded.Code,
        Problems.AuditUnavailable.Code,
        Problems.HttpVersionUnsupported.Code,
        Problems.Internal.Code,
    ];

    /// <summary>How many characters the path had; null if it is whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PathLength { get; init; }

    /// <summary>
    /// Whether a stranger caused the line, whom the gateway refused without sending anything: one without credentials, or with wrong ones.
    /// </summary>
    [JsonIgnore]
    public bool IsOfStranger =>
        Caller == RequestFacts.Anonymous
        && TokenFingerprint is null
        && Error is not null
        && (Status is >= 400 and < 500 || EarlyErrors.Contains(Error));

    /// <summary>The same line, without what is too long of its path.</summary>
    public AuditLine Bounded() =>
        Path.Length > CalledPath.Longest ? this with { Path = CalledPath.Cut(Path), PathLength = Path.Length } : this;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditLine))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
