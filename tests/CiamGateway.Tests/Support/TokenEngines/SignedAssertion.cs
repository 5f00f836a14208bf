using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>Assertions that another program than the gateway issues, as a cluster does for its service accounts.</summary>
internal static class SignedAssertion
{
    public const string Issuer = "https://kubernetes.example.com";
    public const string Subject = "system:serviceaccount:ciam:gateway";
    public const string Audience = "https://sso.example.com";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <param name="id">Tells it from others.</param>
    public static string Create(DateTimeOffset end, string id = "1", string subject = Subject, string audience = Audience) =>
        Handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Claims = new Dictionary<string, object>
                {
                    ["iss"] = Issuer,
                    ["sub"] = subject,
                    ["aud"] = audience,
                    ["jti"] = id,
                    ["exp"] = end.ToUnixTimeSeconds(),
                },
                SigningCredentials = new SigningCredentials(new RsaSecurityKey(SigningKeys.Rsa), "RS256"),
            }
        );

    /// <returns>The id of an assertion that is whole, has not ended, and has this issuer's signature; null for any other.</returns>
    public static async Task<string?> IdOfAsync(string? assertion)
    {
        var judged = await Handler.ValidateTokenAsync(
            assertion ?? "",
            new TokenValidationParameters
            {
                IssuerSigningKey = new RsaSecurityKey(SigningKeys.Rsa.ExportParameters(includePrivateParameters: false)),
                ValidIssuer = Issuer,
                ValidAudience = Audience,
                ClockSkew = TimeSpan.Zero,
            }
        );
        return judged.IsValid ? ((JsonWebToken)judged.SecurityToken).Id : null;
    }
}
