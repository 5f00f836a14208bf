using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>A running gateway tells the end of every certificate that it presents or trusts, and follows their files.</summary>
public sealed class NamedCertificateTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private const string Family = "ciam_gateway_certificate_expiration_timestamp_seconds";

    private const string Listener = """
        {
          "Kestrel": {
            "Endpoints": {
              "Secure": {
                "Url": "https://127.0.0.1:0",
                "Certificate": { "Path": "tls.pem" },
                "Sni": { "localhost": {}, "api.example": { "Certificate": { "Path": "api.pem" } } }
              }
            }
          }
        }
        """;

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Metric_and_status_have_each_with_its_key_and_follow_a_renewal()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await FileGateway.StartAsync(Folder(upstream, days: 5));
        Assert.InRange(await DaysAsync(gateway, "Kestrel:Endpoints:Secure:Certificate:Path"), 4, 5.1);
        Assert.InRange(await DaysAsync(gateway, "Kestrel:Endpoints:Secure:Sni:api.example:Certificate:Path"), 4, 5.1);
        var status = JsonNode.Parse(await gateway.Operator.GetStringAsync("/status", TestContext.Current.CancellationToken))!;
        var certificates = status["certificates"]!.AsArray();
        Assert.Equal(["ending", "ending", "valid"], certificates.Select(entry => entry!["state"]!.GetValue<string>()).Order());
        Assert.Contains(certificates, entry => entry!["usage"]!.GetValue<string>() == "trusted_authority");
        Assert.Contains(status["verdict"]!["problems"]!.AsArray(), problem =>
            problem!["title"]!.GetValue<string>()
            == "The certificate 'CN=api.example' of Kestrel:Endpoints:Secure:Sni:api.example:Certificate:Path ends soon"
        );
        Assert.Contains(status["configuration"]!["files"]!.AsArray(), file =>
            file!.GetValue<string>().EndsWith("/api.pem", StringComparison.Ordinal)
        );

        gateway.Write("api.pem", Pem("api.example", 60));
        await gateway.ReloadedAsync();
        Assert.InRange(await DaysAsync(gateway, "Kestrel:Endpoints:Secure:Sni:api.example:Certificate:Path"), 59, 60.1);
        Assert.InRange(await DaysAsync(gateway, "Kestrel:Endpoints:Secure:Certificate:Path"), 4, 5.1);
    }

    [Theory]
    [InlineData("api.example", "api.pem")]
    [InlineData("localhost", "tls.pem")]
    public async Task A_listener_with_host_names_presents_a_renewed_certificate_without_a_restart(string host, string file)
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await FileGateway.StartAsync(Folder(upstream, days: 50));
        var before = await PresentedAsync(gateway, host);
        gateway.Write(file, Pem(host, 60));
        await gateway.ReloadedAsync();
        Assert.InRange(await PresentedAsync(gateway, host) - before, TimeSpan.FromDays(9), TimeSpan.FromDays(11));
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_logged_once_a_day()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var folder = Folder(upstream, days: 14.5);
        await using var gateway = await FileGateway.StartAsync(folder, clock);
        Assert.DoesNotContain(gateway.Log.GetSnapshot(), entry => entry.Message.Contains("ends on", StringComparison.Ordinal));
        clock.Advance(TimeSpan.FromDays(1));
        await gateway.SaysAsync("Kestrel:Endpoints:Secure:Certificate:Path: the certificate ends on ");
    }

    private ConfigurationFolder Folder(Upstream upstream, double days) =>
        ConfigurationFolder
            .Sound()
            .With("listener.json", Listener)
            .With("tls.pem", Pem("localhost", days))
            .With("api.pem", Pem("api.example", days))
            .With("ca.pem", TestAuthority.Pem(_authority.Root))
            .With(
                "appsettings.json",
                $$"""
                {
                  "Gateway": {
                    "RouteFiles": [ "config/routes.json", "listener.json" ],
                    "Clusters": { "provisioning": { "TrustedCertificatesFile": "ca.pem" } },
                    "TokenClients": {
                      "provisioning": {
                        "TokenEndpoint": "{{fixture.TokenEndpoint}}",
                        "ClientId": "{{CiamGateway.Sandbox.AuthorizationServer.SandboxClient.Gateway.ClientId}}",
                        "ClientSecret": "{{CiamGateway.Sandbox.AuthorizationServer.SandboxClient.Gateway.ClientSecret}}"
                      }
                    }
                  },
                  "ReverseProxy": {
                    "Clusters": { "provisioning": { "Destinations": { "primary": { "Address": "{{upstream.Address}}" } } } }
                  }
                }
                """
            );

    /// <summary>Without the intermediate, whose end would count too.</summary>
    private string Pem(string host, double days)
    {
        using var certificate = _authority.IssueFor(host, TimeSpan.FromDays(days));
        return $"{TestAuthority.Pem(certificate)}\n{TestAuthority.KeyPem(certificate)}";
    }

    private static async Task<double> DaysAsync(FileGateway gateway, string key)
    {
        var page = await gateway.Operator.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        var line = page.Split('\n')
            .Single(line => line.StartsWith($"{Family}{{usage=\"listener\",key=\"{key}\"}} ", StringComparison.Ordinal));
        var end = DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
        return (end - TimeProvider.System.GetUtcNow()).TotalDays;
    }

    /// <returns>The end of the certificate that the listener presents to a caller that asks for this host.</returns>
    private async Task<DateTimeOffset> PresentedAsync(FileGateway gateway, string host)
    {
        var addresses = gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var address = new Uri(addresses.Single(address => address.StartsWith("https:", StringComparison.Ordinal)));
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(connection.GetStream());
        var policy = TestAuthority.Trusting(_authority.Root);
        policy.ExtraStore.Add(_authority.Intermediate);
        var options = new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy };
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return ((X509Certificate2)tls.RemoteCertificate!).NotAfter;
    }
}
