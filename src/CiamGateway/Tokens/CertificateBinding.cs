using System.Buffers.Text;
using System.Text.Json;

namespace CiamGateway.Tokens;

/// <summary>Reads to which client certificate an access token is bound (RFC 8705 §3.1).</summary>
internal static class CertificateBinding
{
    /// <returns>The certificate's SHA-256 in base64url. Null if the token is bound to none, or is no JWT.</returns>
    public static string? Of(string token)
    {
        try
        {
            if (token.Split('.') is not [_, var payload, _])
            {
                return null;
            }
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return Member(Member(claims.RootElement, "cnf"), "x5t#S256") is { ValueKind: JsonValueKind.String } thumbprint
                ? thumbprint.GetString()
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } read && read.TryGetProperty(name, out var member) ? member : null;
}
