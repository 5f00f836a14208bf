using System.Security.Cryptography.X509Certificates;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections.Proxies;

namespace CiamGateway.Connections;

/// <summary>How connections to a cluster's destinations are made, ready for use.</summary>
/// <param name="Proxy">None where YARP's own <c>WebProxy</c> says it.</param>
/// <param name="TrustedCertificates">The certificate authorities to trust there; none for the system's.</param>
/// <param name="Fingerprint">Differs where anything of the options or their files does.</param>
internal sealed record ClusterSettings(OutboundProxy? Proxy, X509Certificate2Collection? TrustedCertificates, string Fingerprint)
{
    public static readonly ClusterSettings Default = new(OutboundProxy.OfEnvironment, null, "");

    /// <summary>The client certificate that the gateway presents to the destinations; null for none.</summary>
    public KeyedCertificate? Certificate { get; init; }

    /// <summary>The longest time that a connection takes new calls.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an HTTP/2 connection receives nothing before a ping is sent.</summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer to a ping may take.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
