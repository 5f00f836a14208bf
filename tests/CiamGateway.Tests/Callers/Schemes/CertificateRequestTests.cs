using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace CiamGateway.Tests.Callers.Schemes;

/// <summary>When the gateway's https listener asks for a certificate, and what becomes of an open connection when callers change.</summary>
public sealed class CertificateRequestTests : IDisposable
{
    private const string Thumbprint = "Gateway:Callers:pinned:Certificates:0:Thumbprint";

    private readonly ConfigurationFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _caller;
    private readonly CertificateClient _client;

    public CertificateRequestTests()
    {
        _caller = _authority.Issue("caller");
        _client = new CertificateClient(_authority, _caller);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _caller.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Callers_are_asked_for_a_certificate_as_long_as_one_of_them_has_some()
    {
        await using var gateway = await StartAsync([]);
        Assert.False(await _client.IsAskedAsync(gateway.Gateway.Address));
        await gateway.ReconfigureAsync(new() { [Thumbprint] = ThumbprintOf(_caller) });
        Assert.True(await _client.IsAskedAsync(gateway.Gateway.Address));
        await gateway.ReconfigureAsync(new() { [Thumbprint] = null });
        Assert.False(await _client.IsAskedAsync(gateway.Gateway.Address));
    }

    [Fact]
    public async Task A_listener_that_requires_a_certificate_asks_whether_a_caller_has_one_or_not()
    {
        await using var gateway = await StartAsync(new() { ["Kestrel:Endpoints:Gateway:ClientCertificateMode"] = "RequireCertificate" });
        Assert.True(await _client.IsAskedAsync(gateway.Gateway.Address));
    }

    [Fact]
    public async Task On_an_open_connection_a_certificate_is_checked_again_after_a_reload()
    {
        using var other = _authority.Issue("other");
        await using var gateway = await StartAsync(new() { ["Gateway:AnonymousCallers"] = "Denied", [Thumbprint] = ThumbprintOf(_caller) });
        using var client = _client.To(gateway.Gateway.Address);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        await gateway.ReconfigureAsync(new() { [Thumbprint] = ThumbprintOf(other) });
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
        await gateway.ReconfigureAsync(new() { [Thumbprint] = ThumbprintOf(_caller) });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        Assert.Equal(1, _client.Connections);
    }

    private async Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings)
    {
        using var server = _authority.Issue("localhost");
        var file = Path.Combine(_folder.Path, "server.pfx");
        await File.WriteAllBytesAsync(file, _authority.Pfx(server, password: null), Cancellation);
        return await GatewayBeforeUpstream.StartAsync(
            new Uri("http://127.0.0.1:1"),
            _ => Task.CompletedTask,
            new(settings)
            {
                ["Kestrel:Certificates:Default:Path"] = file,
                ["Kestrel:Endpoints:Gateway:Url"] = "https://127.0.0.1:0",
                ["ReverseProxy:Routes:open:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:open:Match:Path"] = "/open",
                ["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none",
            }
        );
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/open", Cancellation);
        return response.StatusCode;
    }

    private static string ThumbprintOf(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);
}
