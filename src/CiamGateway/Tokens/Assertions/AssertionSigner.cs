using CiamGateway.Secrecy;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.Assertions;

/// <summary>Signs short-lived assertions of a token client (RFC 7523 §3), another one for every attempt.</summary>
internal sealed class AssertionSigner(TokenClientSettings client, SigningCredentials key, string subject, TimeProvider clock)
{
    private readonly RecentSecrets _sent = new();
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Sign(AuthorizationServerMetadata server)
    {
        var now = clock.GetUtcNow();
        return _sent.Keep(
            _handler.CreateToken(
                new SecurityTokenDescriptor
                {
                    Claims = new Dictionary<string, object>
                    {
                        ["iss"] = client.ClientId,
                        ["sub"] = subject,
                        ["aud"] = Audience(server),
                        ["jti"] = Guid.NewGuid().ToString("n"),
                        ["iat"] = now.ToUnixTimeSeconds(),
                        ["exp"] = (now + client.Options.AssertionLifetime).ToUnixTimeSeconds(),
                    },
                    SigningCredentials = key,
                }
            )
        );
    }

    private string Audience(AuthorizationServerMetadata server) =>
        client.Options.AssertionAudience switch
        {
            // As it was written: servers compare it character by character.
            "token_endpoint" => server.TokenEndpoint.OriginalString,
            "issuer" => server.Issuer!,
            var text => text,
        };
}
