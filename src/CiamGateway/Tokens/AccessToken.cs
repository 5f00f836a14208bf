namespace CiamGateway.Tokens;

/// <summary>A bearer token (RFC 6750) that passed validation, ready to be attached.</summary>
internal sealed class AccessToken(string value, TokenLifetime lifetime)
{
    /// <summary>The whole value of the <c>Authorization</c> header, built once for all requests.</summary>
    public string AuthorizationHeader { get; } = $"Bearer {value}";

    public TokenLifetime Lifetime { get; } = lifetime;

    public override string ToString() => $"access token ***, {Lifetime.Remaining:c} left";
}
