using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>Which keys a grant type needs, and which it does not take.</summary>
public sealed class GrantProblemTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private const string JwtBearer = "GrantType=urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const string TokenExchange = "GrantType=urn:ietf:params:oauth:grant-type:token-exchange";
    private readonly ConfigurationFolder _folder = ConfigurationFolder
        .Sound()
        .With("token", SignedAssertion.Create(DateTimeOffset.UnixEpoch))
        .With("key", SigningKeys.Rsa.ExportPkcs8PrivateKeyPem());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(JwtBearer, "AssertionFile=token")]
    [InlineData(JwtBearer, "AssertionSubject=a", "PrivateKeyFile=key", "KeyId=1", "SigningAlgorithm=PS256")]
    [InlineData(JwtBearer, "AssertionSubject=a", "PrivateKeyFile=key", "ClientAuthentication=none", "ClientSecretFile=")]
    [InlineData(JwtBearer, "AssertionSubject=a", "PrivateKeyFile=key", "ClientAuthentication=private_key_jwt", "ClientSecretFile=")]
    [InlineData(
        JwtBearer,
        "AssertionSubject=a",
        "PrivateKeyFile=key",
        "ClientAuthentication=private_key_jwt",
        "ClientSecretFile=",
        "ClientAssertionFile=token"
    )]
    [InlineData(TokenExchange, "SubjectTokenFile=token")]
    [InlineData(TokenExchange, "SubjectTokenFile=token", "SubjectTokenType=urn:x", "Parameters:audience=api")]
    [InlineData(TokenExchange, "SubjectTokenFile=token", "ClientAuthentication=none", "ClientSecretFile=", "ClientId=")]
    [InlineData("GrantType=urn:x", "Parameters:assertion=a")]
    public async Task What_a_grant_takes_is_no_problem(params string[] settings) =>
        Assert.DoesNotContain(await ProblemsAsync(settings), problem =>
            !problem.Contains("Parameters:assertion: is written in", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData(
        "AssertionFile: is missing. Fix: name a file with the assertion (RFC 7523 §2.1), "
            + "or Gateway:TokenClients:provisioning:AssertionSubject and a key for assertions that the gateway signs.",
        JwtBearer
    )]
    [InlineData(
        "AssertionSubject: is given beside AssertionFile. Fix: keep one of them.",
        JwtBearer,
        "AssertionFile=token",
        "AssertionSubject=a"
    )]
    [InlineData("PrivateKey: is missing.", JwtBearer, "AssertionSubject=a")]
    [InlineData("PrivateKeyFile: is not used by client_secret_basic.", JwtBearer, "AssertionFile=token", "PrivateKeyFile=key")]
    [InlineData(
        "PrivateKeyFile: is not used by client_secret_jwt.",
        JwtBearer,
        "AssertionSubject=a",
        "PrivateKeyFile=key",
        "ClientAuthentication=client_secret_jwt",
        "ClientSecretFile=long"
    )]
    [InlineData("AssertionFile: file '", JwtBearer, "AssertionFile=missing")]
    [InlineData("SubjectTokenFile: is missing. Fix: name the file with the token to exchange (RFC 8693 §2.1).", TokenExchange)]
    [InlineData("SubjectTokenType: is empty.", TokenExchange, "SubjectTokenFile=token", "SubjectTokenType= ")]
    [InlineData(
        "Parameters:assertion: is a parameter that the gateway sets itself.",
        JwtBearer,
        "AssertionFile=token",
        "Parameters:assertion=a"
    )]
    [InlineData(
        "Parameters:subject_token: is a parameter that the gateway sets itself.",
        TokenExchange,
        "SubjectTokenFile=token",
        "Parameters:subject_token=a"
    )]
    [InlineData(
        "SubjectTokenFile: is not used by the grant type client_credentials. Fix: remove it, "
            + "or set Gateway:TokenClients:provisioning:GrantType to "
            + "urn:ietf:params:oauth:grant-type:token-exchange.",
        "SubjectTokenFile=token"
    )]
    [InlineData(
        "AssertionSubject: is not used by the grant type client_credentials. Fix: remove it, "
            + "or set Gateway:TokenClients:provisioning:GrantType to "
            + "urn:ietf:params:oauth:grant-type:jwt-bearer.",
        "AssertionSubject=a"
    )]
    [InlineData(
        "UserName: is not used by the grant type urn:ietf:params:oauth:grant-type:token-exchange. "
            + "Fix: remove it, or set Gateway:TokenClients:provisioning:GrantType "
            + "to password.",
        TokenExchange,
        "SubjectTokenFile=token",
        "UserName=a"
    )]
    [InlineData(
        "ClientAuthentication: is none, and the grant type client_credentials is for clients that authenticate (RFC 6749 §4.4).",
        "ClientAuthentication=none",
        "ClientSecretFile="
    )]
    [InlineData("ClientSecretFile: is not used by none.", TokenExchange, "SubjectTokenFile=token", "ClientAuthentication=none")]
    [InlineData(
        "ClientId: is missing.",
        JwtBearer,
        "AssertionSubject=a",
        "PrivateKeyFile=key",
        "ClientAuthentication=none",
        "ClientSecretFile=",
        "ClientId="
    )]
    public async Task What_it_needs_or_does_not_take_is_one_problem(string problem, params string[] settings)
    {
        _folder.With("long", "Hq8vNz3mKt6wRb9yXc2pGd5jSf7lVa4u");
        Assert.StartsWith(
            $"{Client}:{problem}",
            Assert.Single(await ProblemsAsync(settings), problem => !problem.Contains(": is written in", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Explain_names_the_grant_and_how_the_client_authenticates()
    {
        string[] settings = [TokenExchange, "SubjectTokenFile=token"];
        string[] arguments = ["explain", "GET", "/Domains", .. settings.Select(setting => $"--{Client}:{setting}")];
        Assert.Matches(
            "(?m)^token +of the token client 'provisioning', from https://sso.example.com/as/token.oauth2, by the grant "
                + "urn:ietf:params:oauth:grant-type:token-exchange;",
            (await GatewayProcess.RunAsync(_folder.Path, arguments)).Output
        );
        var json = JsonNode.Parse((await GatewayProcess.RunAsync(_folder.Path, [.. arguments, "--json"])).Output)!["route"]!["token"]!;
        Assert.Equal(
            ("urn:ietf:params:oauth:grant-type:token-exchange", "client_secret_basic"),
            (json["grantType"]!.GetValue<string>(), json["clientAuthentication"]!.GetValue<string>())
        );
    }

    private Task<IReadOnlyList<string>> ProblemsAsync(string[] settings) =>
        _folder.Problems([.. settings.Select(setting => $"--{Client}:{setting}")]);
}
