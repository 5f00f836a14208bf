using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary><c>doctor</c> looks at every certificate, and its last sentence is true of them.</summary>
public sealed class DoctorCertificateTests : IAsyncLifetime
{
    private const string Listener = "Kestrel:Certificates:Default:Path";
    private readonly TestAuthority _authority = new();
    private ExaminedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ExaminedGateway.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_listener_certificate_that_has_ended_is_not_fit_to_serve()
    {
        Write("tls.pem", TimeSpan.FromHours(-1));
        var run = await _gateway.RunAsync("doctor", ("Urls", "https://127.0.0.1:8443"), (Listener, "tls.pem"));
        Assert.Equal((1, "Not fit to serve: 1 error in 6 checks and the configuration.\n"), (run.ExitCode, run.Errors));
        Assert.Matches(
            $"(?m)^error: certificate of {Listener}: the certificate ended on [0-9-]+, so callers will not accept it. "
                + $"Fix: have a new one issued, and put it into the file of {Listener}.$",
            run.Output
        );
        Assert.DoesNotContain("warning", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_certificate_that_ends_within_a_month_is_a_warning()
    {
        Write("tls.pem", TimeSpan.FromDays(20));
        var run = await _gateway.RunAsync("doctor", ("Urls", "https://127.0.0.1:8443"), (Listener, "tls.pem"));
        Assert.Equal((0, "Fit to serve, with 1 warning: 6 checks.\n"), (run.ExitCode, run.Errors));
        Assert.Matches(
            $"(?m)^warning: certificate of {Listener}: the certificate ends on [0-9-]+, and from then on callers will",
            run.Output
        );
        Assert.Matches($"(?m)^warning +certificate of {Listener} +CN=localhost; valid until [0-9-]+; .*/tls.pem$", run.Output);
    }

    [Fact]
    public async Task A_trusted_authority_that_has_ended_is_a_warning_since_only_servers_tell_whether_they_need_it()
    {
        using var old = TestCertificate.Create(
            "CN=old",
            validity: (TimeProvider.System.GetUtcNow().AddDays(-9), TimeProvider.System.GetUtcNow().AddDays(-1)),
            isAuthority: true
        );
        _gateway.Folder.With("ca.pem", TestAuthority.Pem(_authority.Root, old));
        var run = await _gateway.RunAsync("doctor", ("Gateway:Clusters:provisioning:TrustedCertificatesFile", "ca.pem"));
        Assert.Equal((0, "Fit to serve, with 1 warning: 7 checks.\n"), (run.ExitCode, run.Errors));
        Assert.Contains("the trusted certificate 'CN=old' ended on ", run.Output, StringComparison.Ordinal);
    }

    private void Write(string file, TimeSpan validFor)
    {
        using var certificate = _authority.IssueFor("localhost", validFor);
        _gateway.Folder.With(file, $"{TestAuthority.Pem(certificate)}\n{TestAuthority.KeyPem(certificate)}");
    }
}
