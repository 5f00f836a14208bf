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
        https.OnAuthenticate = (_, tls) => tls.ClientCertificateRequired &= IsWanted(https.ClientCertificateMode);
    }

    /// <summary>Operators are asked as long as an access policy tells who they are.</summary>
    public void ApplyToOperators(HttpsConnectionAdapterOptions https) =>
        https.OnAuthenticate = (_, tls) =>
            tls.ClientCertificateRequired &= configuration.Current.OperatorsAreCallers && IsWanted(https.ClientCertificateMode);

    /// <summary>Where Kestrel's own configuration requires a certificate, it stays required.</summary>
    private bool IsWanted(ClientCertificateMode mode) =>
        mode is not ClientCertificateMode.AllowCertificate || callers.Current.WithCertificates.Count > 0;
}
