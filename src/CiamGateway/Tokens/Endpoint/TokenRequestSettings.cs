using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Secrets;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>What a token request has beside client authentication, scope and resource, read and checked.</summary>
internal sealed record TokenRequestSettings
{
    /// <summary>The <c>grant_type</c> (RFC 6749 §4).</summary>
    public string GrantType { get; init; } = TokenGrants.ClientCredentials;

    /// <summary>The resource owner (RFC 6749 §4.3); null unless the grant is <c>password</c>.</summary>
    public (string Name, Secret Password)? User { get; init; }

    /// <summary>The file of the grant's assertion (RFC 7523 §2.1) or subject token (RFC 8693 §2.1); null if the grant needs none.</summary>
    public GrantFile? File { get; init; }

    /// <summary>The subject of an assertion that the gateway signs; null if it signs none.</summary>
    public string? AssertionSubject { get; init; }

    /// <summary>The key that signs that assertion.</summary>
    public SigningCredentials? AssertionKey { get; init; }

    /// <summary>Whether the parameters go as one JSON object rather than as a form.</summary>
    public bool IsJson { get; init; }

    /// <summary>Further headers. The values may be secrets.</summary>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>();

    /// <summary>Where the answer has the token.</summary>
    public JsonPointer AccessToken { get; init; } = JsonPointer.Parse(TokenResponseOptions.DefaultAccessToken)!;

    /// <summary>Where the answer has the token's lifetime.</summary>
    public JsonPointer ExpiresIn { get; init; } = JsonPointer.Parse(TokenResponseOptions.DefaultExpiresIn)!;
}

/// <summary>The grant types that need keys of their own.</summary>
internal static class TokenGrants
{
    public const string ClientCredentials = "client_credentials";
    public const string Password = "password";
    public const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    public const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    /// <summary>RFC 8693 §3.</summary>
    public const string JwtTokenType = "urn:ietf:params:oauth:token-type:jwt";
}

/// <summary>A file whose token the grant presents.</summary>
/// <param name="Key">The configuration key that names it.</param>
/// <param name="Path">The full path.</param>
/// <param name="IsJwt">Whether the token has to be a JWT.</param>
internal sealed record GrantFile(string Key, string Path, bool IsJwt);
