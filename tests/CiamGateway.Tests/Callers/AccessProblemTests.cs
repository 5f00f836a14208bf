using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using Xunit;

namespace CiamGateway.Tests.Callers;

public sealed class AccessProblemTests : IDisposable
{
    private const string Payroll = "Gateway:Callers:payroll";
    private const string Key = "sha256:V6KP0EDyRlCsRwCkRrbJZ-_2xbJUwnRFVYUgBLWBd0g";
    private const string KeyInHex = "sha256:a518244a9d786b04175670bb1c9a04cd7d73d9135b57367c11eb95a57bacfc3b";

    private const string OtherKey = "sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData($"{Payroll}:ApiKeys:0={Key}")]
    [InlineData($"{Payroll}:ApiKeys:0={KeyInHex}")]
    [InlineData($"{Payroll}:Passwords:0=pbkdf2:sha256:600000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData($"{Payroll}:Networks:0=10.1.0.0/16")]
    [InlineData($"{Payroll}:Networks:0=10.1.2.3")]
    [InlineData($"{Payroll}:Networks:0=2001:db8::/32")]
    [InlineData(
        $"{Payroll}:ApiKeys:0={Key}",
        $"{Payroll}:Networks:0=10.1.0.0/16",
        $"Gateway:Callers:other:ApiKeys:0={OtherKey}",
        "Gateway:Callers:other:Networks:0=10.1.0.0/16"
    )]
    [InlineData("Gateway:AnonymousCallers=denied", $"{Payroll}:ApiKeys:0={Key}")]
    [InlineData("Gateway:AnonymousCallers=Allowed", "Urls=http://0.0.0.0:8080")]
    [InlineData("Urls=http://localhost:8080;http://[::1]:8080;http://127.0.0.2:8080")]
    [InlineData("ReverseProxy:Routes:domain-list:AuthorizationPolicy=default")]
    [InlineData("ReverseProxy:Routes:domain-list:AuthorizationPolicy=anonymous")]
    public async Task What_is_sound_has_no_problem(params string[] settings) =>
        Assert.Empty(await _folder.Problems([.. settings.Select(setting => "--" + setting)]));

    [Theory]
    [InlineData(
        $"{Payroll}:ApiKeys:0=s3cret-key",
        $"{Payroll}:ApiKeys:0: is not an API key's hash. Fix: write the hash that 'ciam-gateway new-key payroll' prints"
    )]
    [InlineData($"{Payroll}:ApiKeys:0=sha256:s3cret", $"{Payroll}:ApiKeys:0: is not an API key's hash")]
    [InlineData(
        $"{Payroll}:ApiKeys:0=sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        $"{Payroll}:ApiKeys:0: is not an API key's hash"
    )]
    [InlineData(
        $"{Payroll}:ApiKeys:0=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        $"{Payroll}:ApiKeys:0: is not an API key's hash"
    )]
    [InlineData(
        $"{Payroll}:Passwords:0=s3cret",
        $"{Payroll}:Passwords:0: is not a password's hash. Fix: write what 'ciam-gateway hash-password' prints"
    )]
    [InlineData(
        $"{Payroll}:Passwords:0=pbkdf2:sha256:1000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        $"{Payroll}:Passwords:0: is not a password's hash. Fix: write what 'ciam-gateway hash-password' prints: "
            + "pbkdf2:sha256:iterations:salt:hash with 600000 iterations or more"
    )]
    [InlineData(
        $"{Payroll}:Passwords:0=pbkdf2:md5:600000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        $"{Payroll}:Passwords:0: is not a password's hash"
    )]
    [InlineData($"{Payroll}:ApiKeys=s3cret", $"{Payroll}:ApiKeys: is a single value. Fix: write a list in brackets")]
    [InlineData($"{Payroll}:ApiKey:0={Key}", $"{Payroll}:ApiKey: is not a known key. Fix: write 'ApiKeys'")]
    [InlineData(
        $"{Payroll}:Networks:0=10.1.0.0/33",
        $"{Payroll}:Networks:0: '10.1.0.0/33' is not a network. Fix: write an address and a prefix length"
    )]
    [InlineData($"{Payroll}:Networks:0=10.1", $"{Payroll}:Networks:0: '10.1' is not a network")]
    [InlineData(
        $"{Payroll}:Networks:0=10.1.2.3/16",
        $"{Payroll}:Networks:0: '10.1.2.3/16' has bits beyond its prefix. Fix: write \"10.1.0.0/16\", or the single address \"10.1.2.3\""
    )]
    [InlineData($"{Payroll}:Networks:0=0.0.0.0/0", $"{Payroll}:Networks:0: '0.0.0.0/0' is every address there is")]
    [InlineData(
        $"{Payroll}:Certificates:0:Thumbprint=da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "is a SHA-1 thumbprint, which can be forged. Fix: write what 'openssl x509 -noout -fingerprint -sha256",
        "Urls=https://127.0.0.1:8443",
        "Kestrel:Certificates:Default:Subject=localhost"
    )]
    [InlineData(
        $"{Payroll}:Certificates:0:Thumbprint=zz",
        "'zz' is not a SHA-256 thumbprint",
        "Urls=https://127.0.0.1:8443",
        "Kestrel:Certificates:Default:Subject=localhost"
    )]
    [InlineData(
        $"{Payroll}:Certificates:0:Subject=CN=payroll",
        $"{Payroll}:Certificates:0: is neither a Thumbprint nor a Subject with its AuthorityFile",
        "Urls=https://127.0.0.1:8443",
        "Kestrel:Certificates:Default:Subject=localhost"
    )]
    [InlineData(
        $"{Payroll}:Certificates:0:Thumbprint=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        $"{Payroll}:Certificates: could never be presented: the gateway has no https listener"
    )]
    [InlineData(
        $"{Payroll}:TokenClients:provisioning=other",
        $"{Payroll}:TokenClients:provisioning: 'other' is not a token client. Fix: define it under Gateway:TokenClients",
        $"{Payroll}:ApiKeys:0={Key}"
    )]
    [InlineData(
        $"{Payroll}:TokenClients:provisionin=provisioning",
        $"{Payroll}:TokenClients:provisionin: 'provisionin' is used by no route, so it is never replaced. Fix: write 'provisioning'",
        $"{Payroll}:ApiKeys:0={Key}"
    )]
    [InlineData(
        "Gateway:Callers:anonymous:ApiKeys:0=" + Key,
        "Gateway:Callers:anonymous: 'anonymous' is what requests without credentials are called"
    )]
    [InlineData("Gateway:Callers:pay roll:ApiKeys:0=" + Key, "Gateway:Callers:pay roll: is not a caller's name")]
    [InlineData(
        "Gateway:AccessPolicies:administrators:Callers:0=payrol",
        "Gateway:AccessPolicies:administrators:Callers:0: 'payrol' is not a caller. Fix: write 'payroll'",
        $"{Payroll}:ApiKeys:0={Key}"
    )]
    [InlineData(
        "Gateway:AccessPolicies:anonymous:Callers:0=payroll",
        "Gateway:AccessPolicies:anonymous: 'anonymous' is a policy of YARP's own",
        $"{Payroll}:ApiKeys:0={Key}"
    )]
    [InlineData(
        "ReverseProxy:Routes:domain-list:AuthorizationPolicy=administrator",
        "ReverseProxy:Routes:domain-list:AuthorizationPolicy: 'administrator' is not an access policy. Fix: write 'administrators'",
        "Gateway:AccessPolicies:administrators:Callers:0=payroll",
        $"{Payroll}:ApiKeys:0={Key}"
    )]
    [InlineData(
        "Gateway:AnonymousCallers=Alowed",
        "Gateway:AnonymousCallers: 'Alowed' is none of Loopback, Denied, Allowed. Fix: write 'Allowed'",
        $"{Payroll}:ApiKeys:0={Key}"
    )]
    [InlineData("Gateway:AnonymousCallers=Denied", "Urls: 'http://127.0.0.1:8080' could serve no caller")]
    [InlineData("Gateway:TrustedProxies:0=proxy.example.com", "Gateway:TrustedProxies:0: 'proxy.example.com' is not a network")]
    [InlineData(
        "Urls=http://0.0.0.0:8080",
        "Urls: 'http://0.0.0.0:8080' listens beyond this machine, and no caller is configured that it could tell from a stranger. "
            + "Fix: add callers under Gateway:Callers ('ciam-gateway new-key NAME' makes a key)"
    )]
    [InlineData("Urls=http://+:8080", "Urls: 'http://+:8080' listens beyond this machine")]
    [InlineData("Urls=http://[::]:8080", "Urls: 'http://[::]:8080' listens beyond this machine")]
    [InlineData("Urls=http://127.0.0.1:8080;http://10.0.0.1:8080", "Urls: 'http://10.0.0.1:8080' listens beyond this machine")]
    [InlineData(
        "Kestrel:Endpoints:Public:Url=https://*:8443",
        "Kestrel:Endpoints:Public:Url: 'https://*:8443' listens beyond this machine",
        "Kestrel:Certificates:Default:Subject=localhost"
    )]
    public async Task A_fault_is_one_line_with_path_and_fix(string fault, string expected, params string[] others)
    {
        var problem = Assert.Single(await _folder.Problems([.. others.Prepend(fault).Select(setting => "--" + setting)]));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains("Fix: ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ApiKeys:0=" + Key)]
    [InlineData("Networks:0=10.1.0.0/16")]
    public async Task Two_callers_with_one_identity_do_not_validate(string identity) =>
        Assert.Contains(
            "is given a second time, after caller ",
            Assert.Single(await _folder.Problems($"--{Payroll}:{identity}", $"--Gateway:Callers:other:{identity}")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_subject_is_the_same_however_it_is_spaced()
    {
        using var authority = new TestAuthority();
        _folder
            .With("ca.pem", TestAuthority.Pem(authority.Root))
            .With(
                "config/callers.json",
                """
                {
                  "Gateway": { "Callers": {
                    "payroll": { "Certificates": [ { "Subject": "cn=payroll,O=Example", "AuthorityFile": "ca.pem" } ] },
                    "other": { "Certificates": [ { "Subject": "CN=payroll, O=Example", "AuthorityFile": "ca.pem" } ] }
                  } },
                  "Urls": "https://127.0.0.1:8443",
                  "Kestrel": { "Certificates": { "Default": { "Subject": "localhost" } } }
                }
                """
            );
        Assert.Contains(
            $"{Payroll}:Certificates:0: is given a second time, after caller 'other'",
            Assert.Single(await Problems()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_of_intermediate_certificates_only_does_not_validate()
    {
        using var root = TestCertificate.Authority();
        using var intermediate = TestCertificate.Create("CN=Intermediate", root, isAuthority: true);
        string[] settings =
        [
            $"--{Payroll}:Certificates:0:Subject=CN=payroll",
            $"--{Payroll}:Certificates:0:AuthorityFile=ca.pem",
            "--Urls=https://127.0.0.1:8443",
            "--Kestrel:Certificates:Default:Subject=localhost",
        ];
        _folder.With("ca.pem", TestAuthority.Pem(intermediate));
        Assert.EndsWith(
            $"{Payroll}:Certificates:0:AuthorityFile: holds no root certificate, only intermediate ones. Fix: "
                + "add the root certificate to the file.",
            Assert.Single(await _folder.Problems(settings)),
            StringComparison.Ordinal
        );
        _folder.With("ca.pem", TestAuthority.Pem(intermediate, root));
        Assert.Empty(await _folder.Problems(settings));
    }

    [Fact]
    public void The_name_of_a_caller_in_a_policy_is_not_case_sensitive()
    {
        var access = _folder.Load($"--{Payroll}:ApiKeys:0={Key}", "--Gateway:AccessPolicies:administrators:Callers:0=PAYROLL").Access;
        Assert.True(access.Admits("administrators", access.Callers["payroll"]));
    }

    [Fact]
    public void With_a_mistyped_value_no_anonymous_caller_is_served() =>
        Assert.Equal(AnonymousCallers.Denied, _folder.Load("--Gateway:AnonymousCallers=Lopback").Access.Anonymous);

    [Fact]
    public async Task A_key_in_hex_and_in_base64url_is_the_same_key()
    {
        var problems = await _folder.Problems(
            $"--{Payroll}:ApiKeys:0={ApiKeyHash.Of("payroll-1")}",
            $"--Gateway:Callers:other:ApiKeys:0={KeyInHex}"
        );
        Assert.Contains("is given a second time", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_without_any_credential_does_not_validate()
    {
        _folder.With("config/callers.json", """{ "Gateway": { "Callers": { "payroll": { "ApiKeys": [] } } } }""");
        Assert.Contains($"{Payroll}: has no credential and no network", Assert.Single(await Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_without_Callers_is_invalid_and_one_with_an_empty_list_is_valid()
    {
        _folder.With("config/callers.json", """{ "Gateway": { "AccessPolicies": { "closed": { "Callers": [] }, "forgotten": {} } } }""");
        Assert.Contains("Gateway:AccessPolicies:forgotten:Callers: is missing", Assert.Single(await Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_problems_of_callers_show_at_once() =>
        Assert.Equal(
            4,
            (
                await _folder.Problems(
                    $"--{Payroll}:ApiKeys:0=x",
                    $"--{Payroll}:Passwords:0=x",
                    $"--{Payroll}:Networks:0=x",
                    "--Gateway:AccessPolicies:administrators:Callers:0=nobody"
                )
            ).Count
        );

    private Task<IReadOnlyList<string>> Problems() =>
        _folder.Problems("--Gateway:RouteFiles:0=config/routes.json", "--Gateway:RouteFiles:1=config/callers.json");
}
