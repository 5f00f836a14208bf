using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>A listener that could not start is a problem of the configuration, before anything is started.</summary>
public sealed class ListenerProblemTests : IDisposable
{
    private const string Endpoint = "Kestrel:Endpoints:Callers";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Urls: 'ftp://127.0.0.1:8080' is not a scheme, an address and a port", "Urls=ftp://127.0.0.1:8080")]
    [InlineData("Urls: 'http://127.0.0.1:8080/base' is not a scheme, an address and a port", "Urls=http://127.0.0.1:8080/base")]
    [InlineData(
        "Urls: '8080' is not a scheme, an address and a port. "
            + "Fix: write \"http://127.0.0.1:8080\", or * in place of the address for every one.",
        "Urls=8080"
    )]
    [InlineData("Urls: 'http://127.0.0.1:99999' is not a scheme, an address and a port", "Urls=http://127.0.0.1:99999")]
    [InlineData("Urls: 'http://127.0.0.1:-1' is not a scheme, an address and a port", "Urls=http://127.0.0.1:-1")]
    [InlineData("Urls: 'http://localhost:0' is not a scheme, an address and a port", "Urls=http://localhost:0")]
    [InlineData(
        "Urls: 'http://gateway.example.com:8080' has a name, which Kestrel takes for every address there is. Fix: "
            + "write \"http://127.0.0.1:8080\"",
        "Urls=http://gateway.example.com:8080"
    )]
    [InlineData("Urls: 'http://300.1.1.1:8080' has a name", "Urls=http://300.1.1.1:8080")]
    [InlineData("Urls: 'http://unix:relative.sock' has a name", "Urls=http://unix:relative.sock")]
    [InlineData(
        "Gateway:Management:Url: 'http://localhots:8081' has a name, which Kestrel takes for every address there is. Fix: "
            + "write \"http://127.0.0.1:8081\"",
        "Gateway:Management:Url=http://localhots:8081"
    )]
    [InlineData(
        "Urls: 'https://127.0.0.1:8080' is where Urls listens, too. Fix: use another port, or remove one of them.",
        "Urls=http://127.0.0.1:8080;https://127.0.0.1:8080",
        "Kestrel:Certificates:Default:Subject=localhost"
    )]
    [InlineData(
        "Gateway:Management:Url: 'http://127.0.0.1:8080' is where Urls listens, too.",
        "Gateway:Management:Url=http://127.0.0.1:8080"
    )]
    [InlineData("Urls: names no address, so no caller could connect", "Urls=")]
    [InlineData(
        "Urls: is https and has no certificate. Fix: set Kestrel:Certificates:Default with the Path of a PFX",
        "Urls=https://127.0.0.1:8443"
    )]
    [InlineData("Gateway:Management:Url: is https and has no certificate", "Gateway:Management:Url=https://127.0.0.1:8081")]
    [InlineData(
        $"{Endpoint}:Url: is https and has no certificate",
        $"{Endpoint}:Url=https://127.0.0.1:8443",
        $"{Endpoint}:Certificate:KeyPath=secret"
    )]
    [InlineData(
        $"{Endpoint}:Sni:api.example:Certificate:Path: file '",
        $"{Endpoint}:Url=https://127.0.0.1:8443",
        $"{Endpoint}:Sni:api.example:Certificate:Path=nowhere.pfx"
    )]
    [InlineData(
        $"{Endpoint}:Sni:api.example: has no certificate, and neither has its listener.",
        $"{Endpoint}:Url=https://127.0.0.1:8443",
        $"{Endpoint}:Sni:api.example:Protocols=Http1"
    )]
    [InlineData(
        $"{Endpoint}:Certificate:Path: file '",
        $"{Endpoint}:Url=https://127.0.0.1:8443",
        $"{Endpoint}:Certificate:Path=nowhere.pfx"
    )]
    [InlineData(
        "Kestrel:Certificates:Default:Path: file '",
        "Urls=https://127.0.0.1:8443;https://127.0.0.1:8444",
        "Kestrel:Certificates:Default:Path=secret"
    )]
    [InlineData(
        $"{Endpoint}:AllowLegacyCipherSuites: is for https, and this listener's Url is http.",
        $"{Endpoint}:Url=http://127.0.0.1:8443",
        $"{Endpoint}:AllowLegacyCipherSuites=true"
    )]
    [InlineData(
        $"{Endpoint}:Certificate: is for https, and this listener's Url is http. Fix: write https in the Url",
        $"{Endpoint}:Url=http://127.0.0.1:8443",
        $"{Endpoint}:Certificate:Path=gateway.pfx"
    )]
    [InlineData($"{Endpoint}:SslProtocols: is for https", $"{Endpoint}:Url=http://127.0.0.1:8443", $"{Endpoint}:SslProtocols:0=Tls13")]
    [InlineData(
        $"{Endpoint}:Urll: is not a known key. Fix: write 'Url'",
        $"{Endpoint}:Url=http://127.0.0.1:8080",
        $"{Endpoint}:Urll=http://127.0.0.1:8080"
    )]
    [InlineData(
        "Kestrel:EndpointDefaults:SslProtocols: is a single value. Fix: write a list in brackets",
        "Kestrel:EndpointDefaults:SslProtocols=Tls12"
    )]
    [InlineData(
        "Kestrel:EndpointDefaults:Protocols: 'Http3' is not one of Http1, Http2, Http1AndHttp2, Http1AndHttp2AndHttp3. Fix: write 'Http1'",
        "Kestrel:EndpointDefaults:Protocols=Http3"
    )]
    [InlineData("Kestrel:Limits: is not a known key", "Kestrel:Limits:MaxRequestBodySize=1")]
    public async Task A_fault_is_one_line_with_path_and_fix(string expected, params string[] settings)
    {
        var problem = Assert.Single(await _folder.Problems([.. settings.Select(setting => "--" + setting)]));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains("Fix: ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestCertificate.ClientAuthentication, false)]
    [InlineData(TestCertificate.ServerAuthentication, true)]
    [InlineData("2.5.29.37.0", true)]
    [InlineData("", true)]
    public async Task A_certificate_that_callers_would_refuse_is_an_error(string usage, bool isForServers)
    {
        using var certificate = TestCertificate.Create("CN=gateway.example.com", usage: usage);
        File.WriteAllBytes(Path.Combine(_folder.Path, "gateway.pfx"), certificate.Export(X509ContentType.Pfx));
        var problems = await _folder.Problems("--Urls=https://127.0.0.1:8443", "--Kestrel:Certificates:Default:Path=gateway.pfx");
        Assert.Equal(
            isForServers ? 0 : 1,
            problems.Count(problem =>
                problem.Contains("Kestrel:Certificates:Default:Path: holds a certificate that is not for servers", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, false)]
    [InlineData(X509KeyUsageFlags.NonRepudiation, false)]
    [InlineData(X509KeyUsageFlags.DigitalSignature, true)]
    [InlineData(X509KeyUsageFlags.KeyEncipherment, true)]
    public async Task A_certificate_whose_key_may_not_be_used_for_TLS_is_an_error(X509KeyUsageFlags usage, bool isForTls)
    {
        using var certificate = TestCertificate.Create(
            "CN=gateway.example.com",
            usage: TestCertificate.ServerAuthentication,
            keyUsage: usage
        );
        File.WriteAllBytes(Path.Combine(_folder.Path, "gateway.pfx"), certificate.Export(X509ContentType.Pfx));
        var problems = await _folder.Problems("--Urls=https://127.0.0.1:8443", "--Kestrel:Certificates:Default:Path=gateway.pfx");
        Assert.Equal(
            isForTls ? 0 : 1,
            problems.Count(problem =>
                problem.Contains("Kestrel:Certificates:Default:Path: holds a certificate that is not for TLS", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData("Urls=https://127.0.0.1:8443", "Kestrel:Certificates:Default:Subject=localhost")]
    [InlineData(
        "Kestrel:Certificates:Default:Subject=localhost",
        "Kestrel:Endpoints:Gateway:Certificate:AllowInvalid=true",
        "Kestrel:Endpoints:Gateway:Url=https://127.0.0.1:8443"
    )]
    [InlineData($"{Endpoint}:Url=https://127.0.0.1:8443", $"{Endpoint}:Sni:*:Certificate:Subject=localhost")]
    [InlineData(
        $"{Endpoint}:Url=http://127.0.0.1:8080",
        $"{Endpoint}:Protocols=Http1",
        "Kestrel:EndpointDefaults:SslProtocols:0=Tls13",
        "Kestrel:EndpointDefaults:ClientCertificateMode=RequireCertificate"
    )]
    public async Task What_is_Kestrels_own_has_no_problem(params string[] settings) =>
        Assert.Empty(await _folder.Problems([.. settings.Select(setting => "--" + setting)]));
}
