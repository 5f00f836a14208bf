namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary><c>none</c>: the client is named at most (RFC 6749 §3.2.1), and the grant is the proof.</summary>
internal sealed class PublicClient(string clientId) : ClientAuthenticationMethod
{
    public override string Method => "none";

    public override void Apply(TokenRequestContext request)
    {
        if (clientId.Length > 0)
        {
            request.Form.Add(new("client_id", clientId));
        }
    }
}
