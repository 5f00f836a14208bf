using CiamGateway.Configuration;
using CiamGateway.Tokens.ClientAuthentication;

namespace CiamGateway.Tokens;

/// <summary>We as an OAuth client: what a token request needs, immutable while it lasts.</summary>
internal sealed class TokenClient(TokenClientSettings settings, int credentialGeneration)
{
    public string Name => settings.Name;

    public Uri TokenEndpoint => settings.TokenEndpoint;

    public string ClientId => settings.ClientId;

    /// <summary>Counts the credentials that this client has had; a new one never shares a slot with the old.</summary>
    public int CredentialGeneration => credentialGeneration;

    public ClientAuthenticationMethod Authentication { get; } = settings.ClientAuthentication switch
    {
        "client_secret_post" => new ClientSecretPost(settings.ClientId, settings.ClientSecret),
        _ => new ClientSecretBasic(settings.ClientId, settings.ClientSecret),
    };

    public IReadOnlyDictionary<string, string> Parameters => settings.Options.Parameters;

    public TokenClientOptions Options => settings.Options;
}
