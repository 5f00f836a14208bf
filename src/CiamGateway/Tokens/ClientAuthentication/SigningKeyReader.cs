using System.Diagnostics.CodeAnalysis;
using System.Text;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Tokens.Clients;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>
/// Makes the key that signs client assertions (RFC 7523 §2.2) from a secret, a PEM or a JWK, and chooses the algorithm that fits it.
/// </summary>
internal static class SigningKeyReader
{
    public const string UnknownCurve = "is an EC key on another curve than P-256, P-384 and P-521.";

    /// <summary>RFC 7518 §3.3, in bits.</summary>
    private const int ShortestRsaKey = 2048;

    private static readonly string[] Hmac = ["HS256", "HS384", "HS512"];
    private static readonly string[] Rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    /// <summary>
    /// The key for <c>client_secret_jwt</c>: the secret itself (OpenID Connect Core §10.1 requires it to be as long as the hash).
    /// </summary>
    /// <param name="keyPath">The key that the secret was configured with.</param>
    public static SigningCredentials? FromSecret(
        string path,
        string keyPath,
        Secret secret,
        TokenClientOptions options,
        ConfigurationReading reading
    )
    {
        if (Algorithm(path, options, Hmac, reading) is not { } algorithm)
        {
            return null;
        }
        var key = Encoding.UTF8.GetBytes(secret.Reveal());
        var least = int.Parse(algorithm.AsSpan(2), provider: null) / 8;
        if (key.Length < least)
        {
            reading.Report(
                keyPath,
                $"has {key.Length} bytes, and {algorithm} takes at least {least}.",
                "use a longer secret, or another SigningAlgorithm."
            );
            return null;
        }
        return new SigningCredentials(new SymmetricSecurityKey(key) { KeyId = options.KeyId }, algorithm);
    }

    /// <summary>The key for <c>private_key_jwt</c>.</summary>
    /// <inheritdoc cref="FromSecret" path="/param"/>
    public static SigningCredentials? FromPrivateKey(
        string path,
        string keyPath,
        Secret material,
        TokenClientOptions options,
        ConfigurationReading reading
    )
    {
        var text = material.Reveal();
        var read = text.TrimStart().StartsWith('{') ? JwkPrivateKey.Read(text) : PemPrivateKey.Read(text);
        var fitting = read.Succeeded ? Algorithms(read.Key) : [];
        if ((read.Fault ?? Unfit(read, fitting)) is { } fault)
        {
            reading.Report(
                keyPath,
                fault,
                "use an RSA key of at least 2048 bits or an EC key (P-256, P-384, P-521), unencrypted, as PEM (BEGIN PRIVATE KEY) or JWK."
            );
            return null;
        }
        read.Key!.KeyId = options.KeyId ?? read.Key.KeyId;
        return Algorithm(path, options, read.Algorithm is { } own ? [own] : fitting, reading) is { } algorithm
            ? new SigningCredentials(read.Key, algorithm)
            : null;
    }

    /// <summary>What a key can sign with, the default first.</summary>
    private static string[] Algorithms(AsymmetricSecurityKey key) =>
        key switch
        {
            RsaSecurityKey => Rsa,
            ECDsaSecurityKey { ECDsa: var curve } => curve.ExportParameters(includePrivateParameters: false).Curve.Oid.Value switch
            {
                "1.2.840.10045.3.1.7" => ["ES256"],
                "1.3.132.0.34" => ["ES384"],
                "1.3.132.0.35" => ["ES512"],
                _ => [],
            },
            _ => [],
        };

    private static string? Unfit(PrivateKeyReading read, string[] fitting) =>
        read switch
        {
            { Key: RsaSecurityKey { KeySize: < ShortestRsaKey and var size } } =>
                $"is an RSA key of {size} bits, which is too short to sign with.",
            _ when fitting.Length == 0 => UnknownCurve,
            { Algorithm: { } own } when !fitting.Contains(own, StringComparer.Ordinal) =>
                $"is a key whose alg is '{own}', with which it cannot sign.",
            _ => null,
        };

    private static string? Algorithm(string path, TokenClientOptions options, string[] fitting, ConfigurationReading reading)
    {
        if (string.IsNullOrEmpty(options.SigningAlgorithm))
        {
            return fitting[0];
        }
        if (fitting.Contains(options.SigningAlgorithm, StringComparer.Ordinal))
        {
            return options.SigningAlgorithm;
        }
        reading.Report(
            $"{path}:{nameof(options.SigningAlgorithm)}",
            $"'{options.SigningAlgorithm}' does not fit the key.",
            $"write one of {string.Join(", ", fitting)}."
        );
        return null;
    }
}

/// <summary>What reading a private key came to: the key, or what is wrong with it in words that do not quote it.</summary>
internal sealed record PrivateKeyReading(AsymmetricSecurityKey? Key, string? Fault)
{
    public const string UnknownKind = "is neither an RSA nor an EC private key (EdDSA is not among what .NET can sign with).";

    [MemberNotNullWhen(true, nameof(Key))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool Succeeded => Key is not null;

    /// <summary>The algorithm that the key itself says it is for (RFC 7517 §4.4).</summary>
    public string? Algorithm { get; init; }

    public static implicit operator PrivateKeyReading(AsymmetricSecurityKey key) => new(key, null);

    public static implicit operator PrivateKeyReading(string fault) => new(null, fault);

    public override string ToString() => Fault ?? "***";
}
