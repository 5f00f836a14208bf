using System.Diagnostics.CodeAnalysis;

namespace CiamGateway.Tokens;

/// <summary>Either an access token or the reason why there is none.</summary>
internal readonly struct TokenResult
{
    private TokenResult(AccessToken? token, TokenFailure? failure)
    {
        Token = token;
        Failure = failure;
    }

    public AccessToken? Token { get; }

    public TokenFailure? Failure { get; }

    [MemberNotNullWhen(true, nameof(Token))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Token is not null;

    public static implicit operator TokenResult(AccessToken token) => new(token, null);

    public static implicit operator TokenResult(TokenFailure failure) => new(null, failure);
}
