using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>
/// <c>client_secret_jwt</c> and <c>private_key_jwt</c>: a short-lived JWT that only the holder of the key can sign (RFC 7523 §2.2 and §3,
/// OpenID Connect Core §9).
/// </summary>
internal sealed class ClientAssertion(TokenClientSettings client, TimeProvider clock) : ClientAuthenticationMethod
{
    private readonly AssertionSigner _signer = new(client, client.Credential.SigningKey!, client.ClientId, clock);

    public override string Method => client.Credential.Method;

    public override void Apply(TokenRequestContext request)
    {
        request.Form.Add(new("client_id", client.ClientId));
        request.Form.Add(new("client_assertion_type", ClientAssertionTypes.Jwt));
        request.Form.Add(new("client_assertion", _signer.Sign(request.Server)));
    }
}
