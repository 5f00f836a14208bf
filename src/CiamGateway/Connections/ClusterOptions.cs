using CiamGateway.Configuration.Schema;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections.Proxies;

namespace CiamGateway.Connections;

/// <summary>
/// What YARP's own section has no key for: how connections to a cluster's destinations are made in a network with an authority or a proxy
/// of its own.
/// </summary>
internal sealed class ClusterOptions
{
    [Option("PEM file with the certificate authorities to trust at the cluster's destinations, instead of the system's.")]
    public string? TrustedCertificatesFile { get; set; }

    [Option("The client certificate for the cluster's destinations with its chain, as PEM or PFX. It is read again when it changes.")]
    public string? CertificateFile { get; set; }

    [Option("The private key of a PEM CertificateFile, if it is not in the same file.")]
    public string? CertificateKeyFile { get; set; }

    [Secret("The password of a PFX CertificateFile or an encrypted CertificateKeyFile.")]
    public string? CertificatePassword { get; set; }

    [Option("A file with that password.")]
    public string? CertificatePasswordFile { get; set; }

    [Option("The HTTP proxy to the cluster's destinations. YARP's own HttpClient:WebProxy of the cluster is an alternative.")]
    public ProxyOptions Proxy { get; set; } = new();

    [Option(
        "The longest time that a connection takes new calls. The next connection resolves the host name again.",
        Minimum = "00:00:01",
        Maximum = "1.00:00:00"
    )]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(2);

    [Option(
        "How long an HTTP/2 connection with open calls receives nothing before the gateway sends a ping.",
        Minimum = "00:00:01",
        Maximum = "1.00:00:00"
    )]
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(10);

    [Option(
        "How long the gateway waits for the answer to such a ping before it closes the connection.",
        Minimum = "00:00:01",
        Maximum = "00:01:00"
    )]
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
