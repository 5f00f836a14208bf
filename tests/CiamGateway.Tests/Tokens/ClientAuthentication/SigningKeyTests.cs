using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens.ClientAuthentication;

/// <summary>The keys that operators have are read as they are, or refused with what is wrong and what would be right.</summary>
public sealed class SigningKeyTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Files =>
        new()
        {
            { "PKCS#8 RSA", SigningKeys.Rsa.ExportPkcs8PrivateKeyPem() },
            { "PKCS#1 RSA", SigningKeys.Rsa.ExportRSAPrivateKeyPem() },
            {
                "RSA key after its certificate",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + SigningKeys.Rsa.ExportPkcs8PrivateKeyPem()
            },
            { "RSA JWK", SigningKeys.Jwk(SigningKeys.Rsa) },
            {
                "RSA JWK with a zero too many",
                SigningKeys.Jwk(SigningKeys.Rsa, ("n", SigningKeys.Encode([0, .. SigningKeys.Rsa.ExportParameters(false).Modulus!])))
            },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task An_RSA_key_is_read_from(string what, string content)
    {
        Assert.NotEmpty(what);
        await AssertSignsAsync(Read(content), new RsaSecurityKey(SigningKeys.Rsa.ExportParameters(false)), "RS256");
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task An_EC_key_is_read_from_any_file_and_its_curve_chooses_the_algorithm(string algorithm)
    {
        var (key, verification) = SigningKeys.For(algorithm);
        var curve = (ECDsa)key;
        foreach (var content in (string[])[curve.ExportPkcs8PrivateKeyPem(), curve.ExportECPrivateKeyPem(), SigningKeys.Jwk(curve)])
        {
            await AssertSignsAsync(Read(content), verification, algorithm);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("y")]
    [InlineData("d")]
    public async Task An_EC_JWK_may_leave_leading_zeros_out(string member)
    {
        var key = KeyWithLeadingZero(member);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        var number = member switch
        {
            "x" => parameters.Q.X,
            "y" => parameters.Q.Y,
            _ => parameters.D,
        };
        var jwk = SigningKeys.Jwk(key, (member, SigningKeys.Encode(number![1..])));
        await AssertSignsAsync(Read(jwk), new ECDsaSecurityKey(key), "ES256");
    }

    [Fact]
    public async Task The_alg_of_a_JWK_is_the_default_algorithm() =>
        await AssertSignsAsync(Read(SigningKeys.Jwk(SigningKeys.Rsa, ("alg", "PS384"))), new RsaSecurityKey(SigningKeys.Rsa), "PS384");

    [Fact]
    public async Task The_alg_of_a_JWK_and_another_configured_one_contradict_each_other() =>
        Assert.Contains(
            $"{Client}:SigningAlgorithm: 'RS256' does not fit the key. Fix: write one of PS384.",
            await ProblemAsync(SigningKeys.Jwk(SigningKeys.Rsa, ("alg", "PS384")), $"--{Client}:SigningAlgorithm=RS256"),
            StringComparison.Ordinal
        );

    public static TheoryData<string, string> Faults =>
        new()
        {
            { "is an RSA key of 1024 bits, which is too short", RSA.Create(1024).ExportPkcs8PrivateKeyPem() },
            {
                "another curve than P-256, P-384 and P-521",
                ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1")).ExportPkcs8PrivateKeyPem()
            },
            {
                "another curve than P-256, P-384 and P-521",
                SigningKeys.Jwk(ECDsa.Create(ECCurve.NamedCurves.nistP256), ("crv", "secp256k1"))
            },
            {
                "EdDSA is not among what .NET can sign with",
                PemEncoding.WriteString("PRIVATE KEY", [.. Convert.FromHexString("302e020100300506032b657004220420"), .. new byte[32]])
            },
            { "EdDSA is not among what .NET can sign with", """{ "kty": "OKP", "crv": "Ed25519", "x": "AAAA", "d": "AAAA" }""" },
            {
                "is encrypted",
                SigningKeys.Rsa.ExportEncryptedPkcs8PrivateKeyPem(
                    "password",
                    new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)
                )
            },
            { "holds no private key", SigningKeys.Rsa.ExportSubjectPublicKeyInfoPem() },
            { "holds no private key", "s3cret" },
            { "EdDSA is not among what", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" },
            { "lacks a member: a private JWK of type RSA has n, e, d, p, q, dp, dq and qi", SigningKeys.Jwk(SigningKeys.Rsa, ("d", null)) },
            {
                "lacks a member: a private JWK of type RSA has n, e, d, p, q, dp, dq and qi",
                SigningKeys.Jwk(SigningKeys.Rsa, ("qi", null))
            },
            {
                "lacks a member: a private JWK of type EC has crv, x, y and d",
                SigningKeys.Jwk(ECDsa.Create(ECCurve.NamedCurves.nistP256), ("d", null))
            },
            { "its numbers make no key", SigningKeys.Jwk(ECDsa.Create(ECCurve.NamedCurves.nistP256), ("x", "AAAA")) },
            { "its numbers make no key", SigningKeys.Jwk(SigningKeys.Rsa, ("p", "AQAB")) },
            { "its JSON is broken", "{ \"kty\": \"RSA\"" },
            { "is a key whose alg is 'RSA-OAEP', with which it cannot sign", SigningKeys.Jwk(SigningKeys.Rsa, ("alg", "RSA-OAEP")) },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_key_that_cannot_sign_is_refused_with_the_cause(string words, string content)
    {
        var problem = await ProblemAsync(content);
        Assert.StartsWith($"{Client}:PrivateKeyFile: ", problem, StringComparison.Ordinal);
        Assert.Contains(words, problem, StringComparison.Ordinal);
        Assert.Contains("Fix: use an RSA key of at least 2048 bits or an EC key", problem, StringComparison.Ordinal);
        Assert.All(content.Split('\n', '"').Where(part => part.Length > 20 && !part.Contains("KEY", StringComparison.Ordinal)), part =>
            Assert.DoesNotContain(part, problem, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("RS257")]
    [InlineData("ES256")]
    [InlineData("EdDSA")]
    [InlineData("HS256")]
    [InlineData("none")]
    public async Task An_algorithm_that_does_not_fit_the_key_is_refused(string algorithm) =>
        Assert.Contains(
            $"'{algorithm}' does not fit the key. Fix: write one of RS256, RS384, RS512, PS256, PS384, PS512.",
            await ProblemAsync(SigningKeys.Rsa.ExportPkcs8PrivateKeyPem(), $"--{Client}:SigningAlgorithm={algorithm}"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("HS256", 31, 32)]
    [InlineData("HS384", 47, 48)]
    [InlineData("HS512", 63, 64)]
    public async Task A_secret_shorter_than_the_hash_is_refused(string algorithm, int length, int least)
    {
        _folder.With("secret", new string('s', length));
        var problem = Assert.Single(
            await _folder.Problems($"--{Client}:ClientAuthentication=client_secret_jwt", $"--{Client}:SigningAlgorithm={algorithm}")
        );
        Assert.StartsWith(
            $"{Client}:ClientSecretFile: has {length} bytes, and {algorithm} takes at least {least}.",
            problem,
            StringComparison.Ordinal
        );
        _folder.With("secret", new string('s', least));
        Assert.Empty(
            await _folder.Problems($"--{Client}:ClientAuthentication=client_secret_jwt", $"--{Client}:SigningAlgorithm={algorithm}")
        );
    }

    [Fact]
    public void Nothing_that_is_printed_shows_the_key()
    {
        _folder.With("key", SigningKeys.Rsa.ExportPkcs8PrivateKeyPem());
        var client = _folder.Load(Settings()).TokenClients["provisioning"];
        Assert.Equal("provisioning private_key_jwt", $"{client} {client.Credential}");
    }

    private SigningCredentials Read(string content)
    {
        _folder.With("key", content);
        var configuration = _folder.Load(Settings());
        Assert.Empty(configuration.Problems);
        return configuration.TokenClients["provisioning"].Credential.SigningKey!;
    }

    private async Task<string> ProblemAsync(string content, params string[] overrides)
    {
        _folder.With("key", content);
        return Assert.Single(await _folder.Problems(Settings(overrides)));
    }

    private static string[] Settings(params string[] overrides) =>
        [
            $"--{Client}:ClientAuthentication=private_key_jwt",
            $"--{Client}:ClientSecretFile=",
            $"--{Client}:PrivateKeyFile=key",
            .. overrides,
        ];

    private static ECDsa KeyWithLeadingZero(string member)
    {
        for (var tries = 0; tries < 100_000; tries++)
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var parameters = key.ExportParameters(includePrivateParameters: true);
            if (
                (
                    member switch
                    {
                        "x" => parameters.Q.X,
                        "y" => parameters.Q.Y,
                        _ => parameters.D,
                    }
                )![0] == 0
            )
            {
                return key;
            }
        }
        throw new InvalidOperationException("One key in 256 has a leading zero, and none of 100,000 had.");
    }

    private static async Task AssertSignsAsync(SigningCredentials credentials, SecurityKey verification, string algorithm)
    {
        var token = new JsonWebTokenHandler().CreateToken("{}", credentials);
        var judged = await new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                IssuerSigningKey = verification,
                ValidAlgorithms = [algorithm],
                ValidateIssuer = false,
                ValidateAudience = false,
                ValidateLifetime = false,
                RequireExpirationTime = false,
            }
        );
        Assert.True(judged.IsValid, judged.Exception?.Message);
    }
}
