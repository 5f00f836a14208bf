using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>Reads an RSA or EC private key from a JWK (RFC 7517, RFC 7518 §6).</summary>
internal static class JwkPrivateKey
{
    public static PrivateKeyReading Read(string json)
    {
        try
        {
            var jwk = new JsonWebKey(json);
            var reading = jwk.Kty switch
            {
                "RSA" => jwk.HasPrivateKey ? Rsa(jwk) : "lacks a member: a private JWK of type RSA has n, e, d, p, q, dp, dq and qi.",
                "EC" => jwk is { D: not null, X: not null, Y: not null }
                    ? Curve(jwk)
                    : "lacks a member: a private JWK of type EC has crv, x, y and d.",
                _ => PrivateKeyReading.UnknownKind,
            };
            if (reading.Key is { } key)
            {
                key.KeyId = jwk.Kid;
            }
            return reading with { Algorithm = jwk.Alg };
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or FormatException)
        {
            return "is not a sound JWK: its JSON is broken, or its numbers make no key.";
        }
    }

    private static PrivateKeyReading Rsa(JsonWebKey jwk)
    {
        var modulus = Number(jwk.N);
        var half = (modulus.Length + 1) / 2;
        return new RsaSecurityKey(
            RSA.Create(
                new RSAParameters
                {
                    Modulus = modulus,
                    Exponent = Number(jwk.E),
                    D = Number(jwk.D, modulus.Length),
                    P = Number(jwk.P, half),
                    Q = Number(jwk.Q, half),
                    DP = Number(jwk.DP, half),
                    DQ = Number(jwk.DQ, half),
                    InverseQ = Number(jwk.QI, half),
                }
            )
        );
    }

    private static PrivateKeyReading Curve(JsonWebKey jwk)
    {
        (ECCurve Curve, int Length)? found = jwk.Crv switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, 66),
            _ => null,
        };
        return found is var (curve, length)
            ? new ECDsaSecurityKey(
                ECDsa.Create(
                    new ECParameters
                    {
                        Curve = curve,
                        Q = new ECPoint { X = Number(jwk.X, length), Y = Number(jwk.Y, length) },
                        D = Number(jwk.D, length),
                    }
                )
            )
            : SigningKeyReader.UnknownCurve;
    }

    /// <summary>
    /// A number of exactly the length that .NET requires: JWKs leave leading zeros out (RFC 7518 §2), and some writers put one too many.
    /// </summary>
    private static byte[] Number(string? value, int length = 0)
    {
        var digits = Base64UrlEncoder.DecodeBytes(value).AsSpan().TrimStart((byte)0);
        var padded = new byte[Math.Max(length, digits.Length)];
        digits.CopyTo(padded.AsSpan(padded.Length - digits.Length));
        return padded;
    }
}
