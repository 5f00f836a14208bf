using Xunit;

namespace CiamGateway.Tests.Connections;

/// <summary>What is wrong with a proxy or a private authority is said with its path and a fix.</summary>
public sealed class OutboundConnectionTests : IDisposable
{
    private const string OfYarp = "ReverseProxy:Clusters:provisioning:HttpClient:WebProxy";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Gateway:TokenClients:provisioning")]
    [InlineData("Gateway:Clusters:provisioning")]
    public async Task A_file_of_authorities_must_be_there_and_hold_certificates(string path)
    {
        var missing = Assert.Single(await _folder.Problems($"--{path}:TrustedCertificatesFile=ca.pem"));
        Assert.Equal(
            $"{path}:TrustedCertificatesFile: file '{_folder.Path}/ca.pem' does not exist. Fix: mount or create it, or correct the path.",
            missing
        );
        _folder.With("ca.pem", "no certificate");
        var malformed = Assert.Single(await _folder.Problems($"--{path}:TrustedCertificatesFile=ca.pem"));
        Assert.Equal(
            $"{path}:TrustedCertificatesFile: file '{_folder.Path}/ca.pem' holds no certificate. "
                + "Fix: give it as PEM with BEGIN CERTIFICATE.",
            malformed
        );
    }

    [Theory]
    [InlineData("Gateway:TokenClients:provisioning")]
    [InlineData("Gateway:Clusters:provisioning")]
    public async Task A_proxy_is_an_address_and_its_credentials_stand_beside_it(string path)
    {
        Assert.Empty(await _folder.Problems($"--{path}:Proxy:Address=none"));
        Assert.Empty(
            await _folder.Problems(
                $"--{path}:Proxy:Address=http://proxy:3128",
                $"--{path}:Proxy:UserName=me",
                $"--{path}:Proxy:Password=secret"
            )
        );
        Assert.Contains(
            "Address: is not the address of a proxy",
            Assert.Single(await _folder.Problems($"--{path}:Proxy:Address=proxy:3128")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "UserName: has no password beside it.",
            Assert.Single(await _folder.Problems($"--{path}:Proxy:Address=http://proxy:3128", $"--{path}:Proxy:UserName=me")),
            StringComparison.Ordinal
        );
        var inAddress = Assert.Single(await _folder.Problems($"--{path}:Proxy:Address=http://me:sesame@proxy:3128"));
        Assert.Contains("carries a user name", inAddress, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", inAddress, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gateway:TokenClients:provisioning:Proxy", "http://3128", "names no host: a number alone would be read as")]
    [InlineData("Gateway:Clusters:provisioning:Proxy", "http://3128", "names no host: a number alone would be read as")]
    [InlineData("Gateway:Clusters:provisioning:Proxy", "socks9://proxy", "is not the address of a proxy")]
    [InlineData(OfYarp, "http://3128", "names no host: a number alone would be read as the address 0.0.12.56.")]
    [InlineData(OfYarp, "proxy:3128", "is not the address of a proxy")]
    [InlineData(OfYarp, "socks9://proxy", "is not the address of a proxy")]
    [InlineData(OfYarp, "3128", "'3128' is not an absolute address.")]
    public async Task What_no_proxy_can_have_for_an_address_is_an_error(string path, string address, string message) =>
        Assert.StartsWith(
            $"{path}:Address: {message}",
            Assert.Single(await _folder.Problems($"--{path}:Address={address}")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("http://proxy:3128")]
    [InlineData("https://192.0.2.1")]
    [InlineData("socks5://[2001:db8::1]:1080")]
    public async Task An_address_of_a_proxy_has_no_problem(string address) =>
        Assert.Empty(await _folder.Problems($"--{OfYarp}:Address={address}"));

    [Fact]
    public async Task Connection_settings_belong_to_an_existing_cluster() =>
        Assert.Equal(
            "Gateway:Clusters:provisionin: 'provisionin' is not a cluster. Fix: write 'provisioning'.",
            Assert.Single(await _folder.Problems("--Gateway:Clusters:provisionin:Proxy:Address=none"))
        );

    [Fact]
    public async Task A_cluster_has_one_proxy() =>
        Assert.Contains(
            "is given beside HttpClient:WebProxy",
            Assert.Single(
                await _folder.Problems(
                    "--Gateway:Clusters:provisioning:Proxy:Address=http://proxy:3128",
                    "--ReverseProxy:Clusters:provisioning:HttpClient:WebProxy:Address=http://proxy:3128"
                )
            ),
            StringComparison.Ordinal
        );
}
