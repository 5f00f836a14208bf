using System.Security.Cryptography.X509Certificates;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>The current settings of the Redis that replicas share.</summary>
/// <param name="Redis">The configuration string; it may hold a password.</param>
/// <param name="Server">Hosts and ports, for logs.</param>
internal sealed record TokenCacheSettings(
    Secret Redis,
    string Server,
    string KeyPrefix,
    TimeSpan ConnectTimeout,
    TimeSpan OperationTimeout,
    TimeSpan LockLease,
    TimeSpan PollTimeout
)
{
    /// <summary>The password, where it is not in the configuration string.</summary>
    public Secret? Password { get; init; }

    /// <summary>The certificate authorities to trust; none for the system's.</summary>
    public X509Certificate2Collection? TrustedCertificates { get; init; }

    /// <summary>How often DNS is asked whether Redis moved to another address.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Differs where anything of the options or their files does.</summary>
    public string Fingerprint { get; init; } = "";

    public override string ToString() => Server;
}
