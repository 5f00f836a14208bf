using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Configuration.Secrets;

/// <summary>A certificate that the configuration names, and what it is for.</summary>
/// <param name="Path">The configuration key that names it.</param>
/// <param name="File">The full path of its file; null if it is in the operating system's store.</param>
/// <param name="IsChain">Whether it is that of an authority, which is sent along with the certificate of the same key.</param>
internal sealed record NamedCertificate(
    CertificateUsage Usage,
    string Path,
    string? File,
    string Subject,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    bool IsChain
)
{
    public static NamedCertificate Of(
        CertificateUsage usage,
        string path,
        string? file,
        X509Certificate2 certificate,
        bool isChain = false
    ) =>
        new(
            usage,
            path,
            file,
            certificate.Subject,
            new DateTimeOffset(certificate.NotBefore).ToUniversalTime(),
            new DateTimeOffset(certificate.NotAfter).ToUniversalTime(),
            isChain
        );

    /// <summary>Names it in a sentence.</summary>
    public override string ToString() =>
        IsChain ? $"certificate of the authority '{Subject}' that is sent along"
        : Usage.IsTrust ? $"{Usage.Name} '{Subject}'"
        : Usage.Name;
}

/// <summary>What a certificate is used for.</summary>
/// <param name="Label">A fixed word, for metrics and JSON.</param>
/// <param name="Name">Names the certificate in a sentence.</param>
/// <param name="Refusal">What happens if it is not valid, behind "so".</param>
internal sealed record CertificateUsage(string Label, string Name, string Refusal)
{
    public static readonly CertificateUsage Listener = new("listener", "certificate", "callers will not accept it");

    public static readonly CertificateUsage TokenClient = new(
        "client_certificate",
        "client certificate",
        "the authorization server will not accept it"
    );

    public static readonly CertificateUsage Cluster = new("client_certificate", "client certificate", "the API will not accept it");

    public static readonly CertificateUsage TrustedTokenEndpoint = Trusted("the authorization server");

    public static readonly CertificateUsage TrustedDestination = Trusted("the API");

    public static readonly CertificateUsage TrustedRedis = Trusted("Redis");

    public static readonly CertificateUsage CallerAuthority = new(
        "caller_authority",
        "certificate authority",
        "callers whose certificates it issued are not recognized"
    )
    {
        IsTrust = true,
    };

    /// <summary>Whether the gateway trusts it; otherwise the gateway presents it.</summary>
    public bool IsTrust { get; private init; }

    /// <summary>Whether the gateway accepts servers by it.</summary>
    public bool IsOfServers { get; private init; }

    private static CertificateUsage Trusted(string server) =>
        new("trusted_authority", "trusted certificate", $"the gateway will not accept a certificate of {server} that depends on it")
        {
            IsTrust = true,
            IsOfServers = true,
        };
}
