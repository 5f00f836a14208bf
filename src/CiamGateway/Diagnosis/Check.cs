using System.Text.Json.Serialization;
using CiamGateway.Telemetry;

namespace CiamGateway.Diagnosis;

/// <summary>
/// One thing that was looked at, and what was found. Neither this nor what is derived from it has a place for a token or a secret.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "check")]
[JsonDerivedType(typeof(CredentialCheck), "credential")]
[JsonDerivedType(typeof(TokenCheck), "token")]
[JsonDerivedType(typeof(DestinationCheck), "destination")]
[JsonDerivedType(typeof(ClusterCertificateCheck), "clusterCertificate")]
[JsonDerivedType(typeof(CertificateCheck), "certificate")]
[JsonDerivedType(typeof(SharedCacheCheck), "sharedCache")]
[JsonDerivedType(typeof(ListenerCheck), "listener")]
internal abstract record Check
{
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What was looked at, as the configuration names it.</summary>
    [JsonIgnore]
    public abstract string Subject { get; }

    /// <summary>What was seen, in a line.</summary>
    [JsonIgnore]
    public abstract string Summary { get; }
}

/// <summary>How long a certificate lasts that a listener presents, or that the gateway trusts.</summary>
/// <param name="Usage">listener, trusted_authority or caller_authority.</param>
/// <param name="Key">The configuration key that names it.</param>
/// <param name="File">The full path of its file; null if it is in the operating system's store.</param>
internal sealed record CertificateCheck(
    string Usage,
    string Key,
    string? File,
    string CertificateSubject,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter
) : Check
{
    [JsonIgnore]
    public override string Subject => $"certificate of {Key}";

    [JsonIgnore]
    public override string Summary =>
        $"{CertificateSubject}; valid until {NotAfter:yyyy-MM-dd}; {File ?? "in the operating system's store"}";
}

/// <summary>How old the client certificate of a cluster is, and how long it lasts.</summary>
/// <param name="Thumbprint">Its SHA-256 in base64url, as bound tokens name it (<c>x5t#S256</c>, RFC 8705 §3.1).</param>
internal sealed record ClusterCertificateCheck(string Cluster, string File, DateTimeOffset NotAfter, string Thumbprint) : Check
{
    /// <summary>When that file was last written, or the one that symbolic links lead to.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    public int? AgeInDays { get; init; }

    [JsonIgnore]
    public override string Subject => $"client certificate of cluster '{Cluster}'";

    [JsonIgnore]
    public override string Summary =>
        $"{File}{(AgeInDays is { } age ? $", written {age} days ago" : "")}; valid until {NotAfter:yyyy-MM-dd}; x5t#S256 {Thumbprint}";
}

/// <summary>Whether a destination of a cluster can be reached.</summary>
internal sealed record DestinationCheck(string Cluster, string Destination, string Address) : Check
{
    public ExchangeFacts Exchange { get; init; } = ExchangeFacts.None;

    [JsonIgnore]
    public override string Subject => $"destination '{Destination}' of cluster '{Cluster}'";

    [JsonIgnore]
    public override string Summary =>
        Exchange == ExchangeFacts.None ? Address : string.Join("; ", ExchangeSummary.Of(Exchange).Append("no token was sent"));
}

/// <summary>Whether the Redis that replicas share works.</summary>
/// <param name="Server">Hosts and ports.</param>
internal sealed record SharedCacheCheck(string Server) : Check
{
    [JsonIgnore]
    public override string Subject => "shared cache";

    [JsonIgnore]
    public override string Summary => Findings.Count == 0 ? $"Redis at {Server}; an entry was written and read" : $"Redis at {Server}";
}
