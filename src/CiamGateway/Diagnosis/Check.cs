using System.Text.Json.Serialization;

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
