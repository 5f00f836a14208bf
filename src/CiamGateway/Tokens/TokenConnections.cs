using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Tokens;

/// <summary>How connections to a token endpoint are made: they carry a secret, so nothing is followed or remembered.</summary>
internal static class TokenConnections
{
    /// <summary>Long enough to keep connections warm, short enough to follow a DNS change.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static HttpMessageHandler Create(TokenClient client)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = client.Options.ConnectTimeout,
            PooledConnectionLifetime = Lifetime,
        };
        if (client.Settings.Credential.Certificate is { } certificate)
        {
            handler.SslOptions.ClientCertificateContext = certificate.Context;
        }
        if (client.Settings.TrustedCertificates is { } trusted)
        {
            handler.SslOptions.CertificateChainPolicy = Trusting(trusted);
        }
        return handler;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
