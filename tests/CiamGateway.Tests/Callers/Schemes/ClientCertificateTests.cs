using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Callers.Schemes;

/// <summary>TLS client certificates on the gateway's own https listener.</summary>
public sealed class ClientCertificateTests(ClientCertificateTests.Gateway gateway) : IClassFixture<ClientCertificateTests.Gateway>
{
    private static (DateTimeOffset From, DateTimeOffset Until) Past => (TestCertificate.Usual.From, TestCertificate.Usual.From.AddDays(1));

    private static (DateTimeOffset From, DateTimeOffset Until) Future =>
        (TestCertificate.Usual.Until.AddDays(-1), TestCertificate.Usual.Until);

    [Fact]
    public async Task A_certificate_by_its_thumbprint_names_the_caller() => await AssertServedAsync(gateway.Pinned);

    [Fact]
    public async Task A_certificate_by_its_subject_and_authority_names_the_caller() =>
        await AssertServedAsync(TestCertificate.Create("CN=payroll, O=Example", issuer: gateway.Authority));

    [Theory]
    [InlineData(X500DistinguishedNameFlags.None)]
    [InlineData(X500DistinguishedNameFlags.ForceUTF8Encoding)]
    public async Task A_subject_names_the_caller_however_it_is_written_and_encoded(X500DistinguishedNameFlags encoding) =>
        await AssertServedAsync(TestCertificate.Create("CN=clerk, OU=Back Office, O=Example", gateway.Authority, encoding: encoding));

    [Fact]
    public async Task A_certificate_by_way_of_an_intermediate_authority_names_the_caller() =>
        await AssertServedAsync(gateway.Company.Issue("batch"));

    [Fact]
    public async Task A_key_and_a_certificate_of_different_callers_are_refused() => await AssertRefusedAsync(gateway.Pinned, "branch-1");

    [Fact]
    public async Task A_certificate_of_no_caller_gets_an_answer_and_not_a_broken_connection() =>
        await AssertRefusedAsync(TestCertificate.Create("CN=payroll, O=Example"));

    [Fact]
    public async Task The_right_subject_from_another_authority_of_the_same_name_is_refused() =>
        await AssertRefusedAsync(TestCertificate.Create("CN=payroll, O=Example", issuer: TestCertificate.Authority()));

    [Fact]
    public async Task Another_subject_from_the_right_authority_is_refused() =>
        await AssertRefusedAsync(TestCertificate.Create("CN=payroll2, O=Example", issuer: gateway.Authority));

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused() =>
        await AssertRefusedAsync(TestCertificate.Create("CN=payroll, O=Example", gateway.Authority, Past));

    [Fact]
    public async Task A_certificate_that_is_not_valid_yet_is_refused() =>
        await AssertRefusedAsync(TestCertificate.Create("CN=payroll, O=Example", gateway.Authority, Future));

    [Fact]
    public async Task A_pinned_certificate_that_has_expired_is_refused() => await AssertRefusedAsync(gateway.Expired);

    [Fact]
    public async Task A_pinned_certificate_that_is_not_valid_yet_is_refused() => await AssertRefusedAsync(gateway.Early);

    [Fact]
    public async Task A_certificate_for_servers_is_refused() =>
        await AssertRefusedAsync(
            TestCertificate.Create("CN=payroll, O=Example", gateway.Authority, usage: TestCertificate.ServerAuthentication)
        );

    /// <summary>Its common name has octets that its type does not allow. OpenSSL takes them.</summary>
    [Theory]
    [InlineData("13024040")]
    [InlineData("1602FFFE")]
    [InlineData("30020500")]
    public async Task A_certificate_whose_subject_cannot_be_read_is_refused(string commonName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedName(Convert.FromHexString($"300D310B30090603550403{commonName}"));
        await AssertRefusedAsync(
            new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(
                TestCertificate.Usual.From,
                TestCertificate.Usual.Until
            )
        );
    }

    [Fact]
    public async Task Where_a_certificate_says_that_its_authority_is_nothing_is_fetched()
    {
        using var named = new TcpListener(IPAddress.Loopback, 0);
        named.Start();
        using var authority = TestCertificate.Authority();
        await AssertRefusedAsync(
            TestCertificate.Create("CN=payroll, O=Example", authority, issuerUri: $"http://{named.LocalEndpoint}/authority.crt")
        );
        Assert.False(named.Pending());
    }

    [Fact]
    public async Task Without_a_certificate_an_API_key_still_does() => await AssertServedAsync(null, "branch-1");

    [Fact]
    public async Task Without_any_credential_a_caller_is_refused() => await AssertRefusedAsync(null);

    private async Task AssertServedAsync(X509Certificate2? certificate, string? apiKey = null)
    {
        using var client = gateway.Connect(certificate, apiKey);
        using var response = await client.GetAsync("/domain-list", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task AssertRefusedAsync(X509Certificate2? certificate, string? apiKey = null)
    {
        using var client = gateway.Connect(certificate, apiKey);
        using var response = await client.GetAsync("/domain-list", TestContext.Current.CancellationToken);
        await AssertProblem.Is(response, 401, "caller_unauthenticated", "http_request_denied");
    }

    public sealed class Gateway : IAsyncLifetime
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");
        private readonly X509Certificate2 _server = TestCertificate.Create("CN=localhost", usage: TestCertificate.ServerAuthentication);
        private Upstream _api = null!;
        private SandboxGateway _gateway = null!;

        internal X509Certificate2 Authority { get; } = TestCertificate.Authority();

        /// <summary>An authority with an intermediate.</summary>
        internal TestAuthority Company { get; } = new();

        internal X509Certificate2 Pinned { get; } = TestCertificate.Create("CN=anything");

        internal X509Certificate2 Expired { get; } = TestCertificate.Create("CN=anything", validity: Past);

        internal X509Certificate2 Early { get; } = TestCertificate.Create("CN=anything", validity: Future);

        public async ValueTask InitializeAsync()
        {
            var (authorityFile, serverFile) = (Path.Combine(_folder.FullName, "ca.pem"), Path.Combine(_folder.FullName, "server.pfx"));
            await File.WriteAllTextAsync(authorityFile, TestAuthority.Pem(Authority, Company.Intermediate, Company.Root));
            await File.WriteAllBytesAsync(serverFile, _server.Export(X509ContentType.Pfx));
            _api = await Upstream.StartAsync(_ => Task.CompletedTask);
            _gateway = await GatewayScenario.StartGatewayAsync(
                new Uri("http://127.0.0.1:1"),
                _api.Address,
                new()
                {
                    ["Kestrel:Endpoints:Gateway:Url"] = "https://127.0.0.1:0",
                    ["Kestrel:Endpoints:Gateway:Certificate:Path"] = serverFile,
                    ["Gateway:AnonymousCallers"] = "Denied",
                    ["Gateway:Callers:pinned:Certificates:0:Thumbprint"] = Pinned.GetCertHashString(HashAlgorithmName.SHA256),
                    ["Gateway:Callers:pinned:Certificates:1:Thumbprint"] = Expired.GetCertHashString(HashAlgorithmName.SHA256),
                    ["Gateway:Callers:pinned:Certificates:2:Thumbprint"] = Early.GetCertHashString(HashAlgorithmName.SHA256),
                    ["Gateway:Callers:payroll:Certificates:0:Subject"] = "CN=payroll, O=Example",
                    ["Gateway:Callers:payroll:Certificates:0:AuthorityFile"] = authorityFile,
                    ["Gateway:Callers:clerk:Certificates:0:Subject"] = "cn=clerk,OU=Back Office,O=Example",
                    ["Gateway:Callers:clerk:Certificates:0:AuthorityFile"] = authorityFile,
                    ["Gateway:Callers:batch:Certificates:0:Subject"] = "CN=batch",
                    ["Gateway:Callers:batch:Certificates:0:AuthorityFile"] = authorityFile,
                    ["Gateway:Callers:branch:ApiKeys:0"] = CiamGateway.Callers.Schemes.ApiKeyHash.Of("branch-1").ToString(),
                    ["ReverseProxy:Routes:open:ClusterId"] = "provisioning",
                    ["ReverseProxy:Routes:open:Match:Path"] = "/domain-list",
                    ["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none",
                }
            );
        }

        internal HttpClient Connect(X509Certificate2? certificate, string? apiKey)
        {
            var handler = new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, presented, _, _) => _server.Equals(presented),
                    ClientCertificateContext = certificate is null
                        ? null
                        : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
                },
            };
            var client = new HttpClient(handler) { BaseAddress = _gateway.Address };
            if (apiKey is not null)
            {
                client.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", apiKey);
            }
            return client;
        }

        public async ValueTask DisposeAsync()
        {
            await _gateway.DisposeAsync();
            await _api.DisposeAsync();
            Company.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
