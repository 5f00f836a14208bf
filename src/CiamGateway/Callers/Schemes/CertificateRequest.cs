using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CiamGateway.Callers.Schemes;

/// <summary>
/// Has https listeners ask for a client certificate, as long as some caller has one. Whatever is presented is let through TLS, so that a
/// wrong one is answered with 401 and not with a broken connection.
/// </summary>
internal sealed class CertificateRequest(CurrentCallers callers, CurrentConfiguration configuration)
{
    public void Apply(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.AllowAnyClientCertificate();
        https.OnAuthenticate = (_, tls) => Request(tls, IsWanted(https.ClientCertificateMode));
    }

    /// <summary>Operators are asked as long as an access policy tells who they are.</summary>
    public void ApplyToOperators(HttpsConnectionAdapterOptions https) =>
        https.OnAuthenticate = (_, tls) => Request(tls, configuration.Current.OperatorsAreCallers && IsWanted(https.ClientCertificateMode));

    private static void Request(SslServerAuthenticationOptions tls, bool isWanted)
    {
        tls.ClientCertificateRequired &= isWanted;
        // Otherwise TLS fetches what a certificate names as its authority, before anyone knows who presents it.
        tls.CertificateChainPolicy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
    }

    /// <summary>Where Kestrel's own configuration requires a certificate, it stays required.</summary>
    private bool IsWanted(ClientCertificateMode mode) =>
        mode is not ClientCertificateMode.AllowCertificate || callers.Current.WithCertificates.Count > 0;
}
