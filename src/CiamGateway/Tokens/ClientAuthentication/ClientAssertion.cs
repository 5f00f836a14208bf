using CiamGateway.Configuration;
using CiamGateway.Secrecy;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary><c>client_secret_jwt</c> and <c>private_key_jwt</c>: a short-lived JWT that only the holder of the key can sign (RFC 7523 §2.2 and §3, OpenID Connect Core §9).</summary>
internal sealed class ClientAssertion(TokenClientSettings client, TimeProvider clock) : ClientAuthenticationMethod
{
    private readonly RecentSecrets _sent = new();
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public override string Method => client.Credential.Method;

    public override void Apply(TokenRequestContext request)
    {
        request.Form.Add(new("client_id", client.ClientId));
        request.Form.Add(new("client_assertion_type", ClientAssertionTypes.Jwt));
        request.Form.Add(new("client_assertion", _sent.Keep(Sign(request.Server))));
    }

    private string Sign(AuthorizationServerMetadata server)
    {
        var now = clock.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                ["iss"] = client.ClientId,
                ["sub"] = client.ClientId,
                ["aud"] = Audience(server),
                ["jti"] = Guid.NewGuid().ToString("n"),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = (now + client.Options.AssertionLifetime).ToUnixTimeSeconds(),
            },
            SigningCredentials = client.Credential.SigningKey,
        });
    }

    private string Audience(AuthorizationServerMetadata server) => client.Options.AssertionAudience switch
    {
        // As it was written: servers compare it character by character.
        "token_endpoint" => server.TokenEndpoint.OriginalString,
        "issuer" => server.Issuer!,
        var text => text,
    };
}
