using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CiamGateway.Secrecy;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>
/// The key that DPoP tokens are bound to, made at start and never stored: proves its possession with every request (RFC 9449).
/// </summary>
internal sealed class DPoPKey
{
    /// <summary>The algorithm of every proof.</summary>
    public const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    private const string NonceHeader = "DPoP-Nonce";

    private readonly RecentSecrets _sent = new();
    private readonly TimeProvider _clock;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _signing;
    private readonly Dictionary<string, object> _header;

    /// <summary>The nonce that each origin gave last (RFC 9449 §8.2).</summary>
    private readonly ConcurrentDictionary<string, string> _nonces = new(StringComparer.OrdinalIgnoreCase);

    public DPoPKey(TimeProvider clock)
    {
        _clock = clock;
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _signing = new SigningCredentials(new ECDsaSecurityKey(key), Algorithm);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        _header = new Dictionary<string, object>
        {
            ["jwk"] = new Dictionary<string, object>
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
            },
        };
    }

    /// <summary>A proof for one request (RFC 9449 §4.2), never used twice.</summary>
    /// <param name="accessToken">The token that goes out with it, whose hash the proof carries; none at the token endpoint.</param>
    public string Prove(HttpMethod method, Uri target, string? accessToken)
    {
        var claims = new Dictionary<string, object>
        {
            ["jti"] = Guid.NewGuid().ToString("n"),
            ["htm"] = method.Method,
            ["htu"] = target.GetLeftPart(UriPartial.Path),
            ["iat"] = _clock.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (accessToken is not null)
        {
            claims["ath"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        }
        if (_nonces.TryGetValue(Origin(target), out var nonce))
        {
            claims["nonce"] = nonce;
        }
        return _sent.Keep(
            _handler.CreateToken(
                new SecurityTokenDescriptor
                {
                    TokenType = "dpop+jwt",
                    AdditionalHeaderClaims = _header,
                    Claims = claims,
                    SigningCredentials = _signing,
                }
            )
        );
    }

    /// <summary>Keeps the nonce that a response brings for the next proof to the same origin.</summary>
    /// <returns>Whether it brings one.</returns>
    public bool KeepNonce(Uri target, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues(NonceHeader, out var values) || values.FirstOrDefault() is not { Length: > 0 and <= 1024 } nonce)
        {
            return false;
        }
        _nonces[Origin(target)] = nonce;
        return true;
    }

    public override string ToString() => "proof key ***";

    private static string Origin(Uri target) => target.GetLeftPart(UriPartial.Authority);
}
