namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary><c>tls_client_auth</c>: the TLS handshake presents the certificate; the form only names the client (RFC 8705 §2).</summary>
internal sealed class TlsClientAuthentication(string clientId) : ClientAuthenticationMethod
{
    public override string Method => "tls_client_auth";

    public override void Apply(TokenRequestContext request) => request.Form.Add(new("client_id", clientId));
}
