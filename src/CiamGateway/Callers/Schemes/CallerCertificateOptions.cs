using CiamGateway.Configuration.Schema;

namespace CiamGateway.Callers.Schemes;

/// <summary>A TLS client certificate of a caller: one by its thumbprint, or any of a subject that an authority vouches for.</summary>
internal sealed class CallerCertificateOptions
{
    [Option("The certificate's SHA-256 thumbprint in hex.")]
    public string? Thumbprint { get; set; }

    [Option(
        "Instead of Thumbprint: the subject, as openssl x509 -noout -subject -nameopt RFC2253 prints it.",
        Example = "\"CN=payroll,O=Example\""
    )]
    public string? Subject { get; set; }

    [Option(
        "With Subject: a PEM file with the certificate authority that must have issued the certificate, its root "
            + "and any intermediates."
    )]
    public string? AuthorityFile { get; set; }
}
