using CiamGateway.Secrecy;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>What one request to the token endpoint came to.</summary>
internal sealed class TokenAnswer
{
    private TokenAnswer() { }

    /// <summary>The metric's word: granted, narrowed, refused, unavailable or malformed.</summary>
    public required string Outcome { get; init; }

    public required TokenResult Result { get; init; }

    /// <summary>Whether asking again may help.</summary>
    public bool IsTransient { get; private init; }

    /// <summary>Whether the server requires the request again with the nonce that it sent (RFC 9449 §8).</summary>
    public bool WantsNonce { get; private init; }

    /// <summary>The authorization server's own words, for the log only.</summary>
    public ForeignText? Description { get; private init; }

    /// <summary>The OAuth error code (RFC 6749 §5.2) of a refusal.</summary>
    public string? Error { get; private init; }

    /// <summary>The scope that the server says it granted; null if it does not say.</summary>
    public Scope? GrantedScope { get; private init; }

    public static TokenAnswer Granted(AccessToken token, Scope? scope) =>
        new()
        {
            Outcome = token.MissingScope.Count == 0 ? "granted" : "narrowed",
            Result = token,
            GrantedScope = scope,
        };

    /// <summary>The answer does not obey RFC 6749 §5.1.</summary>
    public static TokenAnswer Malformed(string what, ForeignText? description = null) =>
        new()
        {
            Outcome = "malformed",
            IsTransient = true,
            Result = new TokenFailure(TokenFailureKind.Unavailable, $"The authorization server's answer is not usable: {what}"),
            Description = description,
        };

    public static TokenAnswer Unavailable(
        string detail,
        TimeSpan? retryAfter = null,
        ForeignText? description = null,
        bool wantsNonce = false,
        string? error = null
    ) =>
        new()
        {
            Error = error,
            Outcome = "unavailable",
            IsTransient = true,
            WantsNonce = wantsNonce,
            Result = new TokenFailure(TokenFailureKind.Unavailable, detail, retryAfter),
            Description = description,
        };

    /// <summary>The server names this client a time before which to send no request (429 with Retry-After).</summary>
    public static TokenAnswer Throttled(string detail, TimeSpan retryAfter, ForeignText? description) =>
        new()
        {
            Outcome = "unavailable",
            IsTransient = true,
            Result = new TokenFailure(TokenFailureKind.Unavailable, detail, retryAfter) { LeastPause = retryAfter, IsOfClient = true },
            Description = description,
        };

    /// <param name="error">The OAuth error code. Without one, it may be the answer of something in front of the authorization
    /// server.</param>
    public static TokenAnswer Refused(string detail, ForeignText? description = null, string? error = null) =>
        new()
        {
            Error = error,
            Outcome = "refused",
            Result = new TokenFailure(TokenFailureKind.Refused, detail)
            {
                LeastPause = error is null ? TimeSpan.Zero : TokenFailure.LeastPauseAfterRefusal,
            },
            Description = description,
        };

    public override string ToString() => Outcome;
}
