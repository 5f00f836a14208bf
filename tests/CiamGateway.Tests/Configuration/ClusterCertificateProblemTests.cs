using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>What is wrong with the client certificate of a cluster is said with its path and a fix.</summary>
public sealed class ClusterCertificateProblemTests : IDisposable
{
    private const string Cluster = "Gateway:Clusters:provisioning";
    private const string Destination = "ReverseProxy:Clusters:provisioning:Destinations:primary:Address";
    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_certificate_with_its_key_is_no_problem_and_its_content_makes_other_connections()
    {
        using var certificate = _authority.Issue("gateway");
        _folder.With("api.pem", TestAuthority.Pem(certificate)).With("api.key", TestAuthority.KeyPem(certificate));
        string[] settings = [$"--{Cluster}:CertificateFile=api.pem", $"--{Cluster}:CertificateKeyFile=api.key"];
        Assert.Empty(await _folder.Problems(settings));
        var before = _folder.Load(settings).Clusters["provisioning"];
        Assert.Equal(BoundTokenServers.Thumbprint(certificate), before.Certificate!.Thumbprint);
        using var renewed = _authority.Issue("gateway");
        _folder.With("api.pem", TestAuthority.Pem(renewed)).With("api.key", TestAuthority.KeyPem(renewed));
        Assert.NotEqual(before.Fingerprint, _folder.Load(settings).Clusters["provisioning"].Fingerprint);
        Assert.True(_folder.Load(settings).Files.Contain(Path.Combine(_folder.Path, "api.key")));
    }

    [Theory]
    [InlineData($"{Cluster}:CertificateFile: file '", $"{Cluster}:CertificateFile=missing")]
    [InlineData($"{Cluster}:CertificateFile: file '", $"{Cluster}:CertificateFile=secret")]
    [InlineData(
        $"{Cluster}:CertificateKeyFile: is not used without CertificateFile. Fix: remove it, or name the file of the certificate.",
        $"{Cluster}:CertificateKeyFile=secret"
    )]
    [InlineData($"{Cluster}:CertificatePasswordFile: is not used without CertificateFile.", $"{Cluster}:CertificatePasswordFile=secret")]
    public async Task What_is_no_certificate_is_one_problem(string problem, string setting) =>
        Assert.StartsWith(problem, Assert.Single(await _folder.Problems($"--{setting}")), StringComparison.Ordinal);

    [Fact]
    public async Task An_API_over_http_takes_no_certificate()
    {
        using var certificate = _authority.Issue("gateway");
        _folder.With("api.pem", TestAuthority.KeyPem(certificate) + "\n" + TestAuthority.Pem(certificate));
        Assert.StartsWith(
            $"{Destination}: is http, which has no TLS handshake to present the certificate of {Cluster}:CertificateFile in. "
                + "Fix: write https.",
            Assert.Single(await _folder.Problems($"--{Cluster}:CertificateFile=api.pem", $"--{Destination}=http://127.0.0.1:8086/")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task One_that_has_ended_is_a_warning()
    {
        using var certificate = _authority.IssueFor("gateway", TimeSpan.FromHours(-1));
        _folder.With("api.pem", TestAuthority.KeyPem(certificate) + "\n" + TestAuthority.Pem(certificate));
        Assert.Matches(
            $"^{Cluster}:CertificateFile: the client certificate ended on [0-9-]+, so the API will not accept it. Fix: have a new "
                + "one issued",
            Assert.Single(await _folder.Problems($"--{Cluster}:CertificateFile=api.pem"))
        );
    }
}
