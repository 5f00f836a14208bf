using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Configuration;

/// <summary>Makes the key that signs client assertions (RFC 7523 §2.2) from a secret, a PEM or a JWK.</summary>
internal static class SigningKeyReader
{
    private static readonly string[] Hmac = ["HS256", "HS384", "HS512"];
    private static readonly string[] Rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    /// <summary>The key for <c>client_secret_jwt</c>: the secret itself (OpenID Connect Core §10.1 wants it as long as the hash).</summary>
    public static SigningCredentials? FromSecret(string path, Secret secret, TokenClientOptions options, ConfigurationReading reading)
    {
        var key = Encoding.UTF8.GetBytes(secret.Reveal());
        var algorithm = Algorithm(path, options, Hmac, reading);
        var least = algorithm is null ? 0 : int.Parse(algorithm.AsSpan(2), provider: null) / 8;
        if (key.Length < least)
        {
            reading.Report($"{path}:{nameof(options.ClientSecret)}", $"has {key.Length} bytes, and {algorithm} takes at least {least}.", "a longer secret, or another SigningAlgorithm.");
            return null;
        }
        return algorithm is null ? null : new SigningCredentials(new SymmetricSecurityKey(key) { KeyId = options.KeyId }, algorithm);
    }

    /// <summary>The key for <c>private_key_jwt</c>.</summary>
    public static SigningCredentials? FromPrivateKey(string path, Secret key, TokenClientOptions options, ConfigurationReading reading)
    {
        try
        {
            var material = key.Reveal();
            var securityKey = material.TrimStart().StartsWith('{') ? FromJwk(material) : FromPem(material);
            securityKey.KeyId = options.KeyId ?? securityKey.KeyId;
            return Algorithm(path, options, Algorithms(securityKey), reading) is { } algorithm ? new SigningCredentials(securityKey, algorithm) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or NotSupportedException or FormatException)
        {
            // The exception's own words are left out: they may quote the key.
            reading.Report(
                $"{path}:{nameof(options.PrivateKey)}",
                "is not a private key that this platform can sign with (EdDSA is not among .NET's).",
                "an RSA or EC key (P-256, P-384, P-521), unencrypted, as PEM (BEGIN PRIVATE KEY) or JWK.");
            return null;
        }
    }

    private static string? Algorithm(string path, TokenClientOptions options, string[] fitting, ConfigurationReading reading)
    {
        if (options.SigningAlgorithm is null)
        {
            return fitting[0];
        }
        if (fitting.Contains(options.SigningAlgorithm, StringComparer.Ordinal))
        {
            return options.SigningAlgorithm;
        }
        reading.Report($"{path}:{nameof(options.SigningAlgorithm)}", $"'{options.SigningAlgorithm}' does not fit the key.", $"one of {string.Join(", ", fitting)}.");
        return null;
    }

    private static string[] Algorithms(SecurityKey key) => key switch
    {
        ECDsaSecurityKey { ECDsa.KeySize: 256 } => ["ES256"],
        ECDsaSecurityKey { ECDsa.KeySize: 384 } => ["ES384"],
        ECDsaSecurityKey => ["ES512"],
        _ => Rsa,
    };

    private static AsymmetricSecurityKey FromPem(string pem)
    {
        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new ArgumentException("no private key");
        }
        try
        {
            return FromRsa(import => import.ImportFromPem(pem));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
    }

    private static AsymmetricSecurityKey FromJwk(string json)
    {
        var jwk = new JsonWebKey(json);
        if (!jwk.HasPrivateKey)
        {
            throw new ArgumentException("no private key");
        }
        AsymmetricSecurityKey key = jwk.Kty switch
        {
            "RSA" => FromRsa(rsa => rsa.ImportParameters(new RSAParameters
            {
                Modulus = Decode(jwk.N), Exponent = Decode(jwk.E), D = Decode(jwk.D), P = Decode(jwk.P), Q = Decode(jwk.Q),
                DP = Decode(jwk.DP), DQ = Decode(jwk.DQ), InverseQ = Decode(jwk.QI),
            })),
            "EC" => new ECDsaSecurityKey(ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.CreateFromFriendlyName(jwk.Crv.Replace("P-", "nistP", StringComparison.Ordinal)),
                Q = new ECPoint { X = Decode(jwk.X), Y = Decode(jwk.Y) },
                D = Decode(jwk.D),
            })),
            _ => throw new NotSupportedException(),
        };
        key.KeyId = jwk.Kid;
        return key;
    }

    private static RsaSecurityKey FromRsa(Action<RSA> import)
    {
        var rsa = RSA.Create();
        import(rsa);
        return new RsaSecurityKey(rsa);
    }

    private static byte[] Decode(string? value) => Base64UrlEncoder.DecodeBytes(value ?? throw new ArgumentException("a member is missing"));
}
