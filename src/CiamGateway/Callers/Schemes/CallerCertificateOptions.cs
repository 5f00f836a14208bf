using System.ComponentModel;

namespace CiamGateway.Callers.Schemes;

/// <summary>A TLS client certificate of a caller: one by its thumbprint, or any of a subject that an authority vouches for.</summary>
internal sealed class CallerCertificateOptions
{
    [Description("The certificate's SHA-256 thumbprint in hex.")]
    public string? Thumbprint { get; set; }

    [Description(
        "Instead of Thumbprint: the subject, such as CN=payroll, O=Example, as openssl x509 -noout -subject -nameopt RFC2253 prints it."
    )]
    public string? Subject { get; set; }

    [Description(
        "With Subject: PEM file with the certificate authority, its root and any intermediates, that must have issued the certificate."
    )]
    public string? AuthorityFile { get; set; }
}
