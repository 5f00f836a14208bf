using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CiamGateway.Callers;

/// <summary>Has the callers' https listeners ask for a client certificate, as long as some caller has one. Whatever is presented is let through TLS, so that a wrong one is answered with 401 and not with a broken connection.</summary>
internal sealed class CertificateRequest(CallersInForce callers)
{
    public void Apply(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.AllowAnyClientCertificate();
        https.OnAuthenticate = (_, tls) => tls.ClientCertificateRequired &= IsWanted(https.ClientCertificateMode);
    }

    /// <summary>Operators are not asked.</summary>
    public static void Withdraw(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.NoCertificate;
        https.OnAuthenticate = null;
    }

    /// <summary>Where Kestrel's own configuration requires a certificate, it stays required.</summary>
    private bool IsWanted(ClientCertificateMode mode) => mode is not ClientCertificateMode.AllowCertificate || callers.Current.WithCertificates.Count > 0;
}
