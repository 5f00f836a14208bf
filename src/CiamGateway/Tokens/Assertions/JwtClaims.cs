using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.Assertions;

/// <summary>What a JWT says of itself (RFC 7519 §4.1). The signature is not checked. Has no place for the JWT itself.</summary>
internal sealed record JwtClaims(
    string? Issuer,
    string? Subject,
    IReadOnlyList<string> Audience,
    DateTimeOffset? NotBefore,
    DateTimeOffset? NotAfter
)
{
    /// <summary>The claims that a renewal keeps and another grant changes (RFC 7519 §4.1, RFC 8693 §4).</summary>
    private static readonly string[] Identifying = ["iss", "sub", "aud", "azp", "client_id", "act", "scope"];

    /// <summary>The JSON of the claims that a renewal of the same token keeps. Null if it names no subject.</summary>
    public string? Identity { get; private init; }

    /// <returns>Null if the text is no JWT, or only the beginning of one. An encrypted JWT has no claims that can be read.</returns>
    public static JwtClaims? Read(string text)
    {
        try
        {
            var jwt = new JsonWebToken(text);
            return jwt.IsEncrypted ? new JwtClaims(null, null, [], null, null)
                : HasWholeSignature(jwt) ? Of(jwt)
                : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JwtClaims Of(JsonWebToken jwt) =>
        new(
            jwt.Issuer is { Length: > 0 } issuer ? issuer : null,
            jwt.Subject is { Length: > 0 } subject ? subject : null,
            [.. jwt.Audiences],
            Time(jwt.ValidFrom),
            Time(jwt.ValidTo)
        )
        {
            Identity = jwt.Subject is { Length: > 0 } ? IdentityOf(jwt) : null,
        };

    private static string IdentityOf(JsonWebToken jwt)
    {
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload));
        return string.Join(
            '\n',
            Identifying.Select(name => claims.RootElement.TryGetProperty(name, out var value) ? value.GetRawText() : "")
        );
    }

    private static DateTimeOffset? Time(DateTime claim) => claim == DateTime.MinValue ? null : new DateTimeOffset(claim, TimeSpan.Zero);

    /// <summary>
    /// Whether the signature is as long as its algorithm makes it (RFC 7518 §3.1): that of a file which is still written is shorter.
    /// </summary>
    private static bool HasWholeSignature(JsonWebToken jwt)
    {
        var length = Base64UrlEncoder.DecodeBytes(jwt.EncodedSignature).Length;
        return jwt.Alg switch
        {
            "HS256" => length == 32,
            "HS384" => length == 48,
            "HS512" or "ES256" or "EdDSA" => length == 64,
            "ES384" => length == 96,
            "ES512" => length == 132,
            ['R' or 'P', 'S', ..] => length >= 128 && length % 64 == 0,
            _ => true,
        };
    }
}
