using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Authentication;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Listening;

/// <summary>The <c>Kestrel</c> section, as ASP.NET Core's server reads it; that passes over keys that it does not know.</summary>
internal sealed class KestrelOptions
{
    public const string Section = "Kestrel";

    [Description("Listeners by their names, in place of Urls.")]
    public Dictionary<string, EndpointOptions> Endpoints { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description("What holds for every listener that does not say otherwise.")]
    public EndpointDefaultOptions? EndpointDefaults { get; set; }

    [Description("Certificates by their names; Default is for every https listener without its own.")]
    public Dictionary<string, CertificateOptions> Certificates { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// How connections are spoken. Texts where Kestrel has enumerations: each of these would make the program larger by 50 kB.
/// </summary>
internal class TlsOptions
{
    [Description("The versions of HTTP. Default: Http1AndHttp2, of which http listeners speak HTTP/1.1 only.")]
    [AllowedValues("Http1", "Http2", "Http1AndHttp2", "Http1AndHttp2AndHttp3")]
    public string? Protocols { get; set; }

    [Description("The versions of TLS. Default: those of the operating system.")]
    public SslProtocols? SslProtocols { get; set; }

    [Description("Whether a certificate is asked of callers. Default: AllowCertificate as long as some caller has one.")]
    [AllowedValues("NoCertificate", "AllowCertificate", "RequireCertificate", "DelayCertificate")]
    public string? ClientCertificateMode { get; set; }
}

/// <summary>The same, for every listener.</summary>
internal sealed class EndpointDefaultOptions : TlsOptions
{
    /// <summary>The gateway's own key; Kestrel passes over it.</summary>
    [Description(EndpointOptions.LegacyDescription)]
    public bool? AllowLegacyCipherSuites { get; set; }
}

/// <summary>The same, and the certificate to present.</summary>
internal class CertifiedOptions : TlsOptions
{
    [Description("The certificate to present. Default: Certificates:Default.")]
    public CertificateOptions? Certificate { get; set; }
}

/// <summary>A listener.</summary>
internal sealed class EndpointOptions : CertifiedOptions
{
    public const string LegacyDescription =
        "Whether callers may also use AES-CBC with SHA-1 and RSA key exchange over TLS 1.2, as old Java and Windows need. Default false.";

    [Description("Scheme, address and port.")]
    public string? Url { get; set; }

    /// <inheritdoc cref="EndpointDefaultOptions.AllowLegacyCipherSuites"/>
    [Description(LegacyDescription)]
    public bool? AllowLegacyCipherSuites { get; set; }

    [Description("What differs for host names that callers ask for (RFC 6066 §3). A name that is added takes a restart.")]
    public Dictionary<string, CertifiedOptions>? Sni { get; set; }
}

/// <summary>A certificate with its private key: a file, or one of the operating system's store.</summary>
internal sealed class CertificateOptions
{
    [Description("The certificate with its chain, as PEM or PFX.")]
    public string? Path { get; set; }

    [Description("The private key of a PEM certificate, where it is in a file of its own.")]
    public string? KeyPath { get; set; }

    [Description("Of the PFX, or of an encrypted PEM key.")]
    [Secret]
    public string? Password { get; set; }

    [Description("A certificate of the operating system's store, by its subject, in place of Path.")]
    public string? Subject { get; set; }

    [Description("The store that holds it. Default: My.")]
    public string? Store { get; set; }

    [Description("Whose store: CurrentUser (default) or LocalMachine.")]
    public string? Location { get; set; }

    [Description("Whether it may be one that is not valid. Default false.")]
    public bool AllowInvalid { get; set; }
}
