using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>What the gateway presents to callers over TLS: the certificate of the moment, with its chain.</summary>
public sealed class ListenerCertificateTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private const string Listener = """
        { "Kestrel": { "Endpoints": { "Secure": { "Url": "https://127.0.0.1:0", "Certificate": { "Path": "tls.crt",
          "KeyPath": "tls.key" } } } } }
        """;

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_renewed_certificate_is_presented_without_a_restart_and_connections_stay()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        using var first = _authority.Issue("first");
        using var second = _authority.Issue("second");
        var folder = ConfigurationFolder
            .Sound()
            .With("listener.json", Listener)
            .With("tls.crt", Chain(first))
            .With("tls.key", TestAuthority.KeyPem(first))
            .With(
                "appsettings.json",
                $$"""
                {
                  "Gateway": { "RouteFiles": [ "config/routes.json", "listener.json" ],
                    "TokenClients": { "provisioning": { "TokenEndpoint": "{{fixture.TokenEndpoint}}",
                    "ClientId": "{{SandboxClient.Gateway.ClientId}}", "ClientSecret": "{{SandboxClient.Gateway.ClientSecret}}" } } },
                  "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": {
                    "Address": "{{upstream.Address}}" } } } } }
                }
                """
            );
        await using var gateway = await FileGateway.StartAsync(folder);
        await using var before = await ConnectAsync(gateway);
        Assert.Equal("CN=first", before.RemoteCertificate!.Subject);
        gateway.Write("tls.key", TestAuthority.KeyPem(second));
        gateway.Write("tls.crt", Chain(second));
        await gateway.ReloadedAsync();
        await using var after = await ConnectAsync(gateway);
        Assert.Equal("CN=second", after.RemoteCertificate!.Subject);
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(before), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(after), StringComparison.Ordinal);
    }

    private string Chain(X509Certificate2 certificate) => TestAuthority.Pem(certificate, _authority.Intermediate);

    /// <summary>Trusts the root alone: the intermediate has to be sent along.</summary>
    private async Task<SslStream> ConnectAsync(FileGateway gateway)
    {
        var addresses = gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var address = new Uri(addresses.Single(address => address.StartsWith("https:", StringComparison.Ordinal)));
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                CertificateChainPolicy = TestAuthority.Trusting(_authority.Root),
            },
            TestContext.Current.CancellationToken
        );
        return tls;
    }

    private static async Task<string> AskAsync(SslStream connection)
    {
        await connection.WriteAsync("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var buffer = new byte[1000];
        return System.Text.Encoding.ASCII.GetString(buffer, 0, await connection.ReadAsync(buffer, TestContext.Current.CancellationToken));
    }
}
