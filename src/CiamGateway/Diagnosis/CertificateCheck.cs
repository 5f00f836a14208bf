using System.Text.Json.Serialization;

namespace CiamGateway.Diagnosis;

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
