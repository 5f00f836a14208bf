using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>TLS client certificates on the management listener.</summary>
public sealed class OperatorCertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _operator;

    public OperatorCertificateTests() => _operator = _authority.Issue("operator");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _operator.Dispose();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Operators_are_asked_for_a_certificate_as_long_as_a_policy_tells_who_they_are()
    {
        await using var gateway = await StartAsync();
        Assert.False(await IsAskedAsync(gateway));
        await gateway.ReconfigureAsync(new() { ["Gateway:Management:AccessPolicy"] = "domain-administrators" });
        Assert.True(await IsAskedAsync(gateway));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway));
        await gateway.ReconfigureAsync(new() { ["Gateway:Management:AccessPolicy"] = "" });
        Assert.False(await IsAskedAsync(gateway));
    }

    private async Task<GatewayBeforeUpstream> StartAsync()
    {
        using var server = _authority.Issue("localhost");
        var file = Path.Combine(_folder.FullName, "server.pfx");
        await File.WriteAllBytesAsync(file, _authority.Pfx(server, password: null), Cancellation);
        return await GatewayBeforeUpstream.StartAsync(
            new Uri("http://127.0.0.1:1"),
            _ => Task.CompletedTask,
            new()
            {
                ["Kestrel:Certificates:Default:Path"] = file,
                ["Kestrel:Endpoints:Gateway:Url"] = "https://127.0.0.1:0",
                ["Gateway:Management:Url"] = "https://127.0.0.1:0",
                ["Gateway:Callers:ops-console:Certificates:0:Thumbprint"] = _operator.GetCertHashString(HashAlgorithmName.SHA256),
            }
        );
    }

    private Task<bool> IsAskedAsync(GatewayBeforeUpstream gateway) =>
        new CertificateClient(_authority, _operator).IsAskedAsync(gateway.Gateway.Management);

    private async Task<HttpStatusCode> StatusAsync(GatewayBeforeUpstream gateway)
    {
        using var client = new CertificateClient(_authority, _operator).To(gateway.Gateway.Management);
        using var response = await client.GetAsync("/status", Cancellation);
        return response.StatusCode;
    }
}
