namespace CiamGateway.Configuration;

/// <summary>What a token request has beside client authentication, scope and resource, read and checked.</summary>
internal sealed record TokenRequestSettings
{
    /// <summary>The <c>grant_type</c> (RFC 6749 §4).</summary>
    public string GrantType { get; init; } = TokenGrants.ClientCredentials;

    /// <summary>The resource owner (RFC 6749 §4.3); null unless the grant is <c>password</c>.</summary>
    public (string Name, Secret Password)? User { get; init; }

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
}
