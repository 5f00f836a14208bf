using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>Private keys as operators have them, each made for the test that uses it.</summary>
internal static class SigningKeys
{
    public static RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>A key for this algorithm, and what verifies its signatures.</summary>
    public static (AsymmetricAlgorithm Private, SecurityKey Public) For(string algorithm)
    {
        if (algorithm[0] is 'R' or 'P')
        {
            return (Rsa, new RsaSecurityKey(Rsa.ExportParameters(includePrivateParameters: false)));
        }
        var curve = ECDsa.Create(CurveOf(algorithm));
        return (curve, new ECDsaSecurityKey(ECDsa.Create(curve.ExportParameters(includePrivateParameters: false))));
    }

    /// <param name="change">Members to add or to replace; those without a value are left out.</param>
    public static string Jwk(AsymmetricAlgorithm key, params (string Name, string? Value)[] change)
    {
        var members = key is RSA rsa ? Members(rsa) : Members((ECDsa)key);
        foreach (var (name, value) in change)
        {
            members[name] = value;
        }
        return JsonSerializer.Serialize(members.Where(member => member.Value is not null).ToDictionary());
    }

    public static string Encode(byte[]? bytes) => Base64UrlEncoder.Encode(bytes);

    private static Dictionary<string, string?> Members(RSA key)
    {
        var rsa = key.ExportParameters(includePrivateParameters: true);
        return new()
        {
            ["kty"] = "RSA",
            ["n"] = Encode(rsa.Modulus),
            ["e"] = Encode(rsa.Exponent),
            ["d"] = Encode(rsa.D),
            ["p"] = Encode(rsa.P),
            ["q"] = Encode(rsa.Q),
            ["dp"] = Encode(rsa.DP),
            ["dq"] = Encode(rsa.DQ),
            ["qi"] = Encode(rsa.InverseQ),
        };
    }

    private static Dictionary<string, string?> Members(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: true);
        return new()
        {
            ["kty"] = "EC",
            ["crv"] = $"P-{key.KeySize}",
            ["x"] = Encode(curve.Q.X),
            ["y"] = Encode(curve.Q.Y),
            ["d"] = Encode(curve.D),
        };
    }

    private static ECCurve CurveOf(string algorithm) =>
        algorithm switch
        {
            "ES256" => ECCurve.NamedCurves.nistP256,
            "ES384" => ECCurve.NamedCurves.nistP384,
            _ => ECCurve.NamedCurves.nistP521,
        };
}
