using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.Assertions;

/// <summary>The grant of a token client's requests and its own parameters (RFC 6749 §4.3 and §4.5, RFC 7523 §2.1, RFC 8693 §2.1).</summary>
internal sealed class AuthorizationGrant(TokenClientSettings client, TimeProvider clock)
{
    private readonly AssertionSigner? _signer = client.Request is { AssertionSubject: { } subject, AssertionKey: { } key }
        ? new AssertionSigner(client, key, subject, clock)
        : null;

    public void Apply(List<KeyValuePair<string, string>> form, AuthorizationServerMetadata server, PresentedTokens presented)
    {
        var settings = client.Request;
        form.Add(new("grant_type", settings.GrantType));
        switch (settings.GrantType)
        {
            case TokenGrants.Password:
                form.Add(new("username", settings.User!.Value.Name));
                form.Add(new("password", settings.User.Value.Password.Reveal()));
                break;
            case TokenGrants.JwtBearer:
                form.Add(new("assertion", presented.Grant?.Token!.Value ?? _signer!.Sign(server)));
                break;
            case TokenGrants.TokenExchange:
                form.Add(new("subject_token", presented.Grant!.Token!.Value));
                form.Add(new("subject_token_type", client.Options.SubjectTokenType));
                break;
        }
    }
}
