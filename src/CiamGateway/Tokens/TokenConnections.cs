using CiamGateway.Configuration;

namespace CiamGateway.Tokens;

/// <summary>How connections to a token endpoint are made: they carry a secret, so nothing is followed or remembered.</summary>
internal static class TokenConnections
{
    /// <summary>Long enough to keep connections warm, short enough to follow a DNS change.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static SocketsHttpHandler Create(TokenClient client)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = client.Options.ConnectTimeout,
            PooledConnectionLifetime = Lifetime,
            Proxy = client.Settings.Proxy,
        };
        if (client.Settings.Credential.Certificate is { } certificate)
        {
            handler.SslOptions.ClientCertificateContext = certificate.Context;
        }
        if (client.Settings.TrustedCertificates is { } trusted)
        {
            handler.SslOptions.CertificateChainPolicy = TrustedCertificates.Policy(trusted);
        }
        return handler;
    }
}
