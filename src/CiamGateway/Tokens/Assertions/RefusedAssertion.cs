using CiamGateway.Secrecy;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Assertions;

/// <summary>
/// Says why an authorization server may have refused a token that another program issued, from what the token says of itself.
/// </summary>
internal static class RefusedAssertion
{
    /// <summary>The errors by which servers refuse such a token (RFC 6749 §5.2, RFC 7521 §4.1.1 and §4.2.1, RFC 8693 §2.2.2).</summary>
    private static readonly string[] Errors = ["invalid_client", "invalid_grant", "invalid_request", "unauthorized_client"];

    /// <returns>A sentence for each such token; empty if the request was not refused for one.</returns>
    public static string MessageOf(TokenClient client, string? error, TimeProvider clock) =>
        Errors.Contains(error, StringComparer.Ordinal)
            ? string.Concat(client.Files.Facts.Select(file => $" {Words(file, client, clock)}"))
            : "";

    private static string Words(TokenFileFacts file, TokenClient client, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return file switch
        {
            { Fault: { } fault } => $"{file.Key}: the file {fault}.",
            { Claims: null } => $"{file.Key}: the token is no JWT, so nothing can be said of it.",
            { Claims.NotAfter: { } end } when end <= now => $"{file.Key}: the token ended at {end:u}. Have it renewed earlier.",
            { Claims.NotBefore: { } start } when start > now =>
                $"{file.Key}: the token is valid only from {start:u} on. Have this machine's clock and its issuer's set by NTP.",
            { Claims: { } claims } when !IsFor(claims, client) =>
                $"{file.Key}: the token's audience is '{Audience(claims)}', and the authorization server may expect another, such "
                    + $"as '{client.Server.OriginalString}'. "
                    + "Have the token issued for the audience that the server expects, or the server told to accept this one.",
            { Claims: { } claims } =>
                $"{file.Key}: check that the authorization server trusts the issuer '{ForeignText.Of(claims.Issuer)}' and accepts "
                    + $"the subject '{ForeignText.Of(claims.Subject)}'.",
        };
    }

    public static ForeignText Audience(JwtClaims claims) => ForeignText.Of(string.Join("', '", claims.Audience));

    /// <summary>Whether the audience is the token endpoint, the issuer, or the server itself.</summary>
    private static bool IsFor(JwtClaims claims, TokenClient client)
    {
        string[] names = [client.Server.OriginalString, client.Server.GetLeftPart(UriPartial.Authority)];
        return claims.Audience.Any(audience => names.Any(name => name.TrimEnd('/') == audience.TrimEnd('/')));
    }
}
