using System.Security.Authentication;
using CiamGateway.Configuration.Schema;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Listening;

/// <summary>The <c>Kestrel</c> section, as ASP.NET Core's server reads it; that passes over keys that it does not know.</summary>
internal sealed class KestrelOptions
{
    public const string Section = "Kestrel";

    [Option("Certificates by name. Default is for every https listener without its own.")]
    public Dictionary<string, CertificateOptions> Certificates { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option("Listeners by name, instead of Urls.")]
    public Dictionary<string, EndpointOptions> Endpoints { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option("Values for every listener without its own value.")]
    public EndpointDefaultOptions? EndpointDefaults { get; set; }
}

/// <summary>
/// How connections are spoken. Texts where Kestrel has enumerations: each of these would make the program larger by 50 kB.
/// </summary>
internal class TlsOptions
{
    [Option(
        "The versions of HTTP. http listeners speak HTTP/1.1 only.",
        Default = "Http1AndHttp2",
        Values = ["Http1", "Http2", "Http1AndHttp2", "Http1AndHttp2AndHttp3"],
        NeedsRestart = true
    )]
    public string? Protocols { get; set; }

    [Option("The versions of TLS.", Default = "those of the operating system", NeedsRestart = true, Example = "[ \"Tls12\", \"Tls13\" ]")]
    public SslProtocols? SslProtocols { get; set; }

    [Option(
        "Whether the gateway asks callers for a certificate.",
        Default = "AllowCertificate if a caller has one",
        Values = ["NoCertificate", "AllowCertificate", "RequireCertificate", "DelayCertificate"],
        NeedsRestart = true
    )]
    public string? ClientCertificateMode { get; set; }
}

/// <summary>The same, for every listener.</summary>
internal sealed class EndpointDefaultOptions : TlsOptions
{
    /// <summary>The gateway's own key; Kestrel passes over it.</summary>
    [Option(EndpointOptions.LegacyMeaning, Default = "false", NeedsRestart = true)]
    public bool? AllowLegacyCipherSuites { get; set; }
}

/// <summary>The same, and the certificate to present.</summary>
internal class CertifiedOptions : TlsOptions
{
    [Option("The certificate to present.", Default = "Certificates:Default")]
    public CertificateOptions? Certificate { get; set; }
}

/// <summary>A listener.</summary>
internal sealed class EndpointOptions : CertifiedOptions
{
    public const string LegacyMeaning =
        "Whether callers may also use AES-CBC with SHA-1 and RSA key exchange over TLS 1.2, as old Java and Windows need.";

    [Option("Scheme, address and port.", NeedsRestart = true, Example = "\"https://*:8443\"")]
    public string? Url { get; set; }

    /// <inheritdoc cref="EndpointDefaultOptions.AllowLegacyCipherSuites"/>
    [Option(LegacyMeaning, Default = "false", NeedsRestart = true)]
    public bool? AllowLegacyCipherSuites { get; set; }

    [Option("Other values for host names that callers ask for (RFC 6066 §3). A host name that is added requires a restart.")]
    public Dictionary<string, CertifiedOptions>? Sni { get; set; }
}

/// <summary>A certificate with its private key: a file, or one of the operating system's store.</summary>
internal sealed class CertificateOptions
{
    [Option("The certificate with its chain, as PEM or PFX.", Example = "\"/run/secrets/gateway.pem\"")]
    public string? Path { get; set; }

    [Option("The private key of a PEM certificate, if it is in another file.")]
    public string? KeyPath { get; set; }

    [Secret("The password of the PFX file, or of an encrypted PEM key.")]
    public string? Password { get; set; }

    [Option("Instead of Path: the subject of a certificate in the operating system's store.", NeedsRestart = true)]
    public string? Subject { get; set; }

    [Option("The store that has the certificate.", Default = "My", NeedsRestart = true)]
    public string? Store { get; set; }

    [Option("The owner of the store.", Default = "CurrentUser", Values = ["CurrentUser", "LocalMachine"], NeedsRestart = true)]
    public string? Location { get; set; }

    [Option("Whether the certificate may be invalid.", NeedsRestart = true)]
    public bool AllowInvalid { get; set; }
}
