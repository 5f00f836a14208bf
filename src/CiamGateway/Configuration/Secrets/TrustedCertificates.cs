using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Makes connections trust the certificate authorities of a file, and no other.</summary>
internal static class TrustedCertificates
{
    public static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
