using System.Security.Cryptography;
using CiamGateway.Tokens.SharedCache;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens.SharedCache;

/// <summary>Replicas with the same credential have the same key, however it is written down; everybody else has another one.</summary>
public sealed class EntryEncryptionTests
{
    private static readonly SharedToken Token = new("Bearer abc", 1, 2, null, 3, []);

    [Fact]
    public void One_secret_makes_one_key_and_another_secret_another()
    {
        var (one, again, other) = (KeyOf("secret"), KeyOf("secret"), KeyOf("Secret"));
        Assert.Equal(one.NameOf("token"), again.NameOf("token"));
        Assert.NotEqual(one.NameOf("token"), other.NameOf("token"));
        Assert.Equal("Bearer abc", again.Open("token", one.Seal("token", Token))!.AuthorizationHeader);
        Assert.Null(other.Open("token", one.Seal("token", Token)));
    }

    [Fact]
    public void Two_entries_of_one_token_have_nothing_in_common() =>
        Assert.NotEqual(KeyOf("secret").Seal("token", Token), KeyOf("secret").Seal("token", Token));

    [Fact]
    public void A_private_key_makes_the_same_key_whether_it_is_written_as_PEM_or_JWK()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AssertSame(
            rsa.ExportPkcs8PrivateKeyPem(),
            Jwk(JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(true))))
        );
        AssertSame(curve.ExportECPrivateKeyPem(), Jwk(JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(curve))));
        Assert.NotEqual(
            KeyOfPrivateKey(rsa.ExportPkcs8PrivateKeyPem()).NameOf("token"),
            KeyOfPrivateKey(curve.ExportPkcs8PrivateKeyPem()).NameOf("token")
        );

        static void AssertSame(string pem, string jwk)
        {
            Assert.Equal(KeyOfPrivateKey(pem).NameOf("token"), KeyOfPrivateKey(jwk).NameOf("token"));
        }
    }

    [Fact]
    public void Nothing_shows_it() => Assert.Equal("sealing key ***", KeyOf("secret").ToString());

    private static EntryEncryption KeyOf(string secret) => EntryEncryption.Of(TestClient.Create(options => options.ClientSecret = secret))!;

    private static EntryEncryption KeyOfPrivateKey(string key) =>
        EntryEncryption.Of(
            TestClient.Create(options =>
            {
                options.ClientSecret = null;
                options.ClientAuthentication = "private_key_jwt";
                options.PrivateKey = key;
            })
        )!;

    private static string Jwk(JsonWebKey key) =>
        System.Text.Json.JsonSerializer.Serialize(
            new Dictionary<string, string?>
            {
                ["kty"] = key.Kty,
                ["n"] = key.N,
                ["e"] = key.E,
                ["d"] = key.D,
                ["p"] = key.P,
                ["q"] = key.Q,
                ["dp"] = key.DP,
                ["dq"] = key.DQ,
                ["qi"] = key.QI,
                ["crv"] = key.Crv,
                ["x"] = key.X,
                ["y"] = key.Y,
            }
                .Where(member => member.Value is not null)
                .ToDictionary()
        );
}
