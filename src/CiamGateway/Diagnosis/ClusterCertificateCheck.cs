using System.Text.Json.Serialization;

namespace CiamGateway.Diagnosis;

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
