using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>Every certificate that the configuration names is on one list, and is reported before it ends.</summary>
public sealed class CertificateValidityTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private const string Endpoint = "Kestrel:Endpoints:Callers";
    private const string Caller = "Gateway:Callers:payroll:Certificates:0";
    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    /// <summary>The key that names the certificate, what the certificate is for, and what else the configuration needs.</summary>
    public static TheoryData<string, string, string[]> Named =>
        new()
        {
            { "Kestrel:Certificates:Default:Path", "listener", ["Urls=https://127.0.0.1:8443"] },
            { $"{Endpoint}:Certificate:Path", "listener", [$"{Endpoint}:Url=https://127.0.0.1:8443"] },
            { $"{Endpoint}:Sni:api.example:Certificate:Path", "listener", [$"{Endpoint}:Url=https://127.0.0.1:8443"] },
            {
                $"{Client}:CertificateFile",
                "client_certificate",
                [$"{Client}:ClientAuthentication=tls_client_auth", $"{Client}:ClientSecretFile="]
            },
            { "Gateway:Clusters:provisioning:CertificateFile", "client_certificate", [] },
            { "Gateway:Clusters:provisioning:TrustedCertificatesFile", "trusted_authority", [] },
            { $"{Client}:TrustedCertificatesFile", "trusted_authority", [] },
            { "Gateway:TokenCache:RedisTrustedCertificatesFile", "trusted_authority", ["Gateway:TokenCache:Redis=localhost,ssl=true"] },
            {
                $"{Caller}:AuthorityFile",
                "caller_authority",
                [$"{Caller}:Subject=CN=payroll", "Urls=https://127.0.0.1:8443", "Kestrel:Certificates:Default:Path=usual"]
            },
        };

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [MemberData(nameof(Named))]
    public async Task One_that_ends_in_two_days_is_a_warning_with_its_key(string key, string usage, string[] settings)
    {
        Write("certificate", (-1, 2));
        var all = Settings(key, settings);
        var named = Assert.Single(_folder.Load(all).Certificates, certificate => certificate.Path == key);
        Assert.Equal((usage, Path.Combine(_folder.Path, "certificate")), (named.Usage.Label, named.File));
        var problem = Assert.Single(await _folder.Problems(all));
        Assert.Matches($"^{key}: the .*ends on [0-9-]+, and from then on .* Fix: ", problem);
    }

    [Theory]
    [MemberData(nameof(Named))]
    public async Task One_that_has_ended_is_a_warning(string key, string usage, string[] settings)
    {
        Write("certificate", (-10, -1));
        Assert.Matches($"^{key}: the .*ended on [0-9-]+, so .* Fix: ", Assert.Single(await _folder.Problems(Settings(key, settings))));
        Assert.NotEmpty(usage);
    }

    [Theory]
    [MemberData(nameof(Named))]
    public async Task One_that_is_not_valid_yet_is_a_warning(string key, string usage, string[] settings)
    {
        Write("certificate", (1, 50));
        Assert.Matches(
            $"^{key}: the .*is valid from [0-9-]+ [0-9:]+ UTC on, so .* Fix: check this machine's clock",
            Assert.Single(await _folder.Problems(Settings(key, settings)))
        );
        Assert.NotEmpty(usage);
    }

    [Theory]
    [InlineData(13, 1)]
    [InlineData(15, 0)]
    public async Task Two_weeks_are_the_notice(int days, int problems)
    {
        Write("certificate", (-1, days));
        Assert.Equal(problems, (await _folder.Problems(Settings("Gateway:Clusters:provisioning:TrustedCertificatesFile", []))).Count);
    }

    [Fact]
    public async Task An_authority_that_is_sent_along_counts_too()
    {
        using var root = Certificate("CN=root", (-1, 2), isAuthority: true);
        using var own = _authority.Issue("gateway");
        _folder.With("certificate", $"{TestAuthority.Pem(own, root)}\n{TestAuthority.KeyPem(own)}");
        Assert.StartsWith(
            "Kestrel:Certificates:Default:Path: the certificate of the authority 'CN=root' that is sent along ends on ",
            Assert.Single(await _folder.Problems(Settings("Kestrel:Certificates:Default:Path", ["Urls=https://127.0.0.1:8443"]))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Each_trusted_certificate_of_a_file_counts()
    {
        using var old = Certificate("CN=old", (-10, 5), isAuthority: true);
        _folder.With("certificate", TestAuthority.Pem(_authority.Root, old));
        var key = "Gateway:TokenClients:provisioning:TrustedCertificatesFile";
        Assert.StartsWith(
            $"{key}: the trusted certificate 'CN=old' ends on ",
            Assert.Single(await _folder.Problems(Settings(key, []))),
            StringComparison.Ordinal
        );
        Assert.Equal(2, _folder.Load(Settings(key, [])).Certificates.Count);
    }

    private string[] Settings(string key, string[] settings)
    {
        if (!File.Exists(Path.Combine(_folder.Path, "usual")))
        {
            Write("usual", (-1, 90));
        }
        return [$"--{key}=certificate", .. settings.Select(setting => $"--{setting}")];
    }

    private void Write(string file, (int From, int Until) days)
    {
        using var certificate = Certificate("CN=certificate", days, isAuthority: true);
        _folder.With(file, $"{certificate.ExportCertificatePem()}\n{TestAuthority.KeyPem(certificate)}");
    }

    private static X509Certificate2 Certificate(string subject, (int From, int Until) days, bool isAuthority)
    {
        var now = TimeProvider.System.GetUtcNow();
        return TestCertificate.Create(subject, validity: (now.AddDays(days.From), now.AddDays(days.Until)), isAuthority: isAuthority);
    }
}
