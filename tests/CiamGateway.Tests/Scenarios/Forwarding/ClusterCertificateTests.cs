using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.Soak;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>The client certificate towards the API, and tokens that are bound to it (RFC 8705), before servers that demand both.</summary>
public sealed class ClusterCertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly X509Certificate2 _first;
    private readonly X509Certificate2 _second;

    public ClusterCertificateTests() => (_first, _second) = (_authority.Issue("first"), _authority.Issue("second"));

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Each_call_presents_the_certificate_that_its_token_is_bound_to()
    {
        await using var servers = await BoundTokenServers.StartAsync(_authority);
        await using var gateway = await FileGateway.StartAsync(Folder(servers, ofApi: "shared.pem"));
        await gateway.AnswersAsync("/Domains", 200);
        Assert.Equal([BoundTokenServers.Thumbprint(_first)], servers.Certificates.Distinct());
        Assert.Equal(0, servers.Refused);
        Assert.DoesNotContain(gateway.Log.GetSnapshot(), entry => entry.Id.Id == 4005);
    }

    [Fact]
    public async Task A_certificate_that_is_rotated_under_load_fails_no_call_and_no_token_goes_out_with_the_wrong_one()
    {
        await using var servers = await BoundTokenServers.StartAsync(_authority);
        await using var gateway = await FileGateway.StartAsync(Folder(servers, ofApi: "shared.pem"));
        var load = new SteadyLoad(gateway.Caller, new SteadyCall("GET", "/Domains", 200), new SteadyCall("POST", "/Domains", 200));
        await using (load)
        {
            foreach (var (rotation, certificate) in new[] { _second, _first, _second }.Index())
            {
                gateway.Rename("shared.pem", Pem(certificate));
                await gateway.ReloadedAsync(times: rotation + 1);
                var thumbprint = BoundTokenServers.Thumbprint(certificate);
                await Eventually.HoldsAsync(
                    () => servers.Certificates is [.., var last] && last == thumbprint,
                    what: $"rotation {rotation} is in use"
                );
            }
            var before = load.Count;
            await Eventually.HoldsAsync(() => load.Count > before + 20);
        }
        Assert.Empty(load.Failures);
        Assert.Equal(0, servers.Refused);
        Assert.DoesNotContain(gateway.Log.GetSnapshot(), entry => entry.Id.Id == 4005);
    }

    [Fact]
    public async Task After_a_rotation_no_new_call_uses_a_connection_with_the_old_certificate()
    {
        await using var servers = await BoundTokenServers.StartAsync(_authority, binds: false);
        await using var gateway = await FileGateway.StartAsync(Folder(servers, ofApi: "shared.pem"));
        await gateway.AnswersAsync("/Domains", 200);
        gateway.Rename("shared.pem", Pem(_second));
        await gateway.ReloadedAsync();
        var before = servers.Certificates.Count;
        for (var call = 0; call < 10; call++)
        {
            await gateway.AnswersAsync("/Domains", 200);
        }
        Assert.Equal([BoundTokenServers.Thumbprint(_second)], servers.Certificates.Skip(before).Distinct());
    }

    [Fact]
    public async Task A_token_that_is_bound_to_another_certificate_is_warned_of_once()
    {
        await using var servers = await BoundTokenServers.StartAsync(_authority);
        await using var gateway = await FileGateway.StartAsync(Folder(servers, ofApi: "other.pem"));
        await gateway.AnswersAsync("/Domains", 401);
        await gateway.AnswersAsync("/Domains", 401);
        Assert.Equal(
            "The token of token client 'provisioning', scope 'application.client' is bound to the certificate with x5t#S256 "
                + $"{BoundTokenServers.Thumbprint(_first)}, "
                + $"and cluster 'provisioning' presents {BoundTokenServers.Thumbprint(_second)}: an API that checks this (RFC 8705) "
                + "refuses the calls of route 'domain-list'. "
                + "Fix: set Gateway:Clusters:provisioning:CertificateFile to the certificate of "
                + "Gateway:TokenClients:provisioning:CertificateFile",
            Assert.Single(gateway.Log.GetSnapshot(), entry => entry.Id.Id == 4005).Message
        );
    }

    [Fact]
    public async Task The_doctor_compares_the_certificates_and_tells_of_their_end()
    {
        await using var servers = await BoundTokenServers.StartAsync(_authority);
        using var right = Folder(servers, ofApi: "shared.pem");
        var (ok, report) = await DoctorAsync(right);
        Assert.Equal(0, ok);
        Assert.Equal(BoundTokenServers.Thumbprint(_first), Of("token", report)["boundCertificate"]!.GetValue<string>());
        var certificate = Of("clusterCertificate", report);
        Assert.Equal(
            ("provisioning", BoundTokenServers.Thumbprint(_first), 0),
            (
                certificate["cluster"]!.GetValue<string>(),
                certificate["thumbprint"]!.GetValue<string>(),
                certificate["ageInDays"]!.GetValue<int>()
            )
        );
        using var ending = _authority.IssueFor("gateway", TimeSpan.FromDays(20));
        (var exit, report) = await DoctorAsync(
            right.With("other.pem", Pem(ending)),
            "--Gateway:Clusters:provisioning:CertificateFile=other.pem"
        );
        Assert.Equal(1, exit);
        Assert.StartsWith("the client certificate ends on ", Finding("clusterCertificate", report), StringComparison.Ordinal);
        Assert.StartsWith(
            $"the token is bound to the certificate with x5t#S256 {BoundTokenServers.Thumbprint(_first)}, and cluster "
                + $"'provisioning' presents {BoundTokenServers.Thumbprint(ending)}: ",
            Finding("token", report),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Explain_shows_the_certificate_that_goes_out()
    {
        await using var servers = await BoundTokenServers.StartAsync(_authority);
        using var folder = Folder(servers, ofApi: "shared.pem");
        var run = await GatewayProcess.RunAsync(folder.Path, "explain", "GET", "/Domains");
        Assert.Matches(@"(?m)^certificate +CN=first, valid until \d{4}-\d\d-\d\d$", run.Output);
    }

    private static async Task<(int ExitCode, JsonNode Report)> DoctorAsync(ConfigurationFolder folder, params string[] settings)
    {
        var run = await GatewayProcess.RunAsync(folder.Path, ["doctor", "--json", "--timeout", "60", .. settings]);
        return (run.ExitCode, JsonNode.Parse(run.Output)!);
    }

    private static JsonNode Of(string kind, JsonNode report) =>
        report["checks"]!.AsArray().Single(check => check!["check"]!.GetValue<string>() == kind)!;

    private static string Finding(string kind, JsonNode report) =>
        Of(kind, report)["findings"]!.AsArray().Single()!["text"]!.GetValue<string>();

    private string Pem(X509Certificate2 certificate) =>
        TestAuthority.KeyPem(certificate) + "\n" + TestAuthority.Pem(certificate, _authority.Intermediate);

    /// <param name="ofApi">The file with the certificate for the API. That for the authorization server is shared.pem.</param>
    private ConfigurationFolder Folder(BoundTokenServers servers, string ofApi) =>
        ConfigurationFolder
            .Sound()
            .With("shared.pem", Pem(_first))
            .With("other.pem", Pem(_second))
            .With("ca.pem", TestAuthority.Pem(_authority.Root))
            .With(
                "config/routes.json",
                """
                { "ReverseProxy": { "Routes": { "domain-list": {
                  "ClusterId": "provisioning", "Match": { "Path": "/Domains" },
                  "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client" } ] } } } }
                """
            )
            .With(
                "appsettings.json",
                $$"""
                {
                  "Gateway": {
                    "TokenClients": { "provisioning": {
                      "TokenEndpoint": "{{servers.AuthorizationServer.Address}}token", "ClientId": "gateway",
                      "TrustedCertificatesFile": "ca.pem",
                      "ClientAuthentication": "tls_client_auth", "CertificateFile": "shared.pem",
                      "AttemptTimeout": "00:00:50", "TotalTimeout": "00:00:50", "WaitTimeout": "00:00:50" } },
                    "Clusters": { "provisioning": { "TrustedCertificatesFile": "ca.pem", "CertificateFile": "{{ofApi}}" } }
                  },
                  "ReverseProxy": { "Clusters": { "provisioning": {
                    "Destinations": { "primary": { "Address": "{{servers.Api.Address}}" } } } } }
                }
                """
            );
}
