using System.ComponentModel;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections.Proxies;

namespace CiamGateway.Connections;

/// <summary>
/// What YARP's own section has no key for: how connections to a cluster's destinations are made in a network with an authority or a proxy
/// of its own.
/// </summary>
internal sealed class ClusterOptions
{
    [Description("PEM file with the certificate authorities to trust at the cluster's destinations, instead of the system's.")]
    public string? TrustedCertificatesFile { get; set; }

    [Description("The client certificate for the cluster's destinations with its chain, as PEM or PFX. Read again when it changes.")]
    public string? CertificateFile { get; set; }

    [Description("The private key of a PEM CertificateFile, if it is not in the same file.")]
    public string? CertificateKeyFile { get; set; }

    [Description("The password of a PFX CertificateFile or an encrypted CertificateKeyFile.")]
    [Secret]
    public string? CertificatePassword { get; set; }

    [Description("A file that holds that password.")]
    public string? CertificatePasswordFile { get; set; }

    [Description("The HTTP proxy on the way to the cluster's destinations.")]
    public ProxyOptions Proxy { get; set; } = new();

    [Description("The longest time that a connection takes new calls; the next connection goes where DNS leads then. Default 2 min.")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(2);

    [Description("How long an HTTP/2 connection with open calls receives nothing before the gateway sends a ping. Default 10 s.")]
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(10);

    [Description("How long the gateway waits for the answer to such a ping before it gives the connection up. Default 5 s.")]
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
