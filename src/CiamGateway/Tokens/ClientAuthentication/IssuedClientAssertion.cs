using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>
/// <c>private_key_jwt</c> with an assertion that another program signs and renews (RFC 7523 §2.2): the gateway has no key.
/// </summary>
internal sealed class IssuedClientAssertion(TokenClientSettings client) : ClientAuthenticationMethod
{
    public override string Method => client.Credential.Method;

    public override void Apply(TokenRequestContext request)
    {
        request.Form.Add(new("client_id", client.ClientId));
        request.Form.Add(new("client_assertion_type", client.Options.ClientAssertionType));
        request.Form.Add(new("client_assertion", request.Presented.ClientAssertion!.Token!.Value));
    }
}
