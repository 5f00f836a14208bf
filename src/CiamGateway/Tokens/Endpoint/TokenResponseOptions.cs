using CiamGateway.Configuration.Schema;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>Where the members of a token response are that RFC 6749 §5.1 names.</summary>
internal sealed class TokenResponseOptions
{
    public const string DefaultAccessToken = "/access_token";
    public const string DefaultExpiresIn = "/expires_in";

    [Option("JSON Pointer (RFC 6901) to the access token.", Example = "\"/data/token\"")]
    public string AccessToken { get; set; } = DefaultAccessToken;

    [Option("JSON Pointer to the token's lifetime in seconds.")]
    public string ExpiresIn { get; set; } = DefaultExpiresIn;
}
