using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>What <c>doctor</c> says of credentials: how old they are and when they end, but never what they are.</summary>
public sealed class DoctorCredentialTests : IAsyncLifetime
{
    private const string Client = ExaminedGateway.Client;
    private ExaminedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ExaminedGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Neither_tokens_nor_secrets_are_shown_even_where_the_server_repeats_them()
    {
        const string token = "eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImEifQ.c2lnbmF0dXJl";
        await using var repeating = await Upstream.StartAsync(async context =>
        {
            var form = await context.Request.ReadFormAsync();
            context.Response.StatusCode = form["scope"] == "application.client" ? 200 : 400;
            await context.Response.WriteAsync(
                context.Response.StatusCode == 200
                    ? TokenEngine.TokenResponse(token)
                    : $$"""{ "error": "invalid_client", "error_description": "not {{form["client_secret"]}}" }"""
            );
        });
        (string, string?)[] settings =
        [
            ($"{Client}:TokenEndpoint", repeating.Address.AbsoluteUri),
            ($"{Client}:ClientAuthentication", "client_secret_post"),
            ($"{Client}:ClientSecret", "open-sesame"),
            ($"{Client}:Proxy:Address", "http://127.0.0.1:1"),
            ($"{Client}:Proxy:UserName", "me"),
            ($"{Client}:Proxy:Password", "let-me-out"),
            ("ReverseProxy:Routes:other:ClusterId", "provisioning"),
            ("ReverseProxy:Routes:other:Match:Path", "/Users"),
            ("ReverseProxy:Routes:other:Transforms:0:AccessToken", "provisioning"),
            ("ReverseProxy:Routes:other:Transforms:0:Scope", "other"),
        ];
        foreach (var verb in new[] { "doctor", "doctor --json" })
        {
            var run = await _gateway.RunAsync(verb, settings);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("not ***", run.Output, StringComparison.Ordinal);
            Assert.All(["open-sesame", "let-me-out", token, "eyJ", "c2lnbmF0dXJl"], secret =>
                Assert.DoesNotContain(secret, run.Output + run.Errors, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task A_client_certificate_is_told_of_a_month_before_its_end()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueFor("gateway", TimeSpan.FromDays(20));
        _gateway.Folder.With("client.pem", TestAuthority.KeyPem(certificate) + "\n" + TestAuthority.Pem(certificate));
        var report = await _gateway.ReportAsync(
            ("Gateway:TokenClients:other:TokenEndpoint", "https://sso.example.com/token"),
            ("Gateway:TokenClients:other:ClientId", "x"),
            ("Gateway:TokenClients:other:ClientAuthentication", "tls_client_auth"),
            ("Gateway:TokenClients:other:CertificateFile", "client.pem")
        );
        var check = ExaminedGateway.Checks("credential", report).Single(check => check["tokenClient"]!.GetValue<string>() == "other");
        Assert.Equal(0, check["ageInDays"]!.GetValue<int>());
        Assert.StartsWith("the client certificate ends on ", check["findings"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.EndsWith("client.pem", check["file"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_as_old_as_the_file_that_links_lead_to()
    {
        _gateway.Folder.With("..2026/secret", "s3cret");
        File.SetLastWriteTimeUtc(
            Path.Combine(_gateway.Folder.Path, "..2026/secret"),
            TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-400)
        );
        Directory.CreateSymbolicLink(Path.Combine(_gateway.Folder.Path, "..data"), "..2026");
        File.CreateSymbolicLink(Path.Combine(_gateway.Folder.Path, "mounted"), "..data/secret");
        var report = await _gateway.ReportAsync(
            ("Gateway:TokenClients:other:TokenEndpoint", "https://sso.example.com/token"),
            ("Gateway:TokenClients:other:ClientId", "x"),
            ("Gateway:TokenClients:other:ClientSecretFile", "mounted")
        );
        var check = ExaminedGateway.Checks("credential", report).Single(check => check["tokenClient"]!.GetValue<string>() == "other");
        Assert.Equal(400, check["ageInDays"]!.GetValue<int>());
        Assert.EndsWith("mounted", check["file"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
