using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary><c>client_secret_post</c>: id and secret as form parameters (RFC 6749 §2.3.1).</summary>
internal sealed class ClientSecretPost(string clientId, Secret secret) : ClientAuthenticationMethod
{
    public override string Method => "client_secret_post";

    public override void Apply(TokenRequestContext request)
    {
        request.Form.Add(new("client_id", clientId));
        request.Form.Add(new("client_secret", secret.Reveal()));
    }
}
