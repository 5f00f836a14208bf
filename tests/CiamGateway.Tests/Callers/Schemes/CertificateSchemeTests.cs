using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers.Schemes;

/// <summary>How a certificate is judged, on a clock that the test owns. TLS is tested elsewhere.</summary>
public sealed class CertificateSchemeTests : IDisposable
{
    private const string Payroll = "CN=payroll, O=Example";

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly X509Certificate2 _authority = TestCertificate.Authority();
    private readonly CertificateScheme _scheme;

    public CertificateSchemeTests() => _scheme = new CertificateScheme(_clock);

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task No_certificate_is_no_credential() =>
        Assert.Equal("nothing", await IdentifyAsync(null, Directory(Pinned(_authority))));

    /// <remarks>OpenSSL takes a certificate of an authority for expired from the last second on, a second before RFC 5280 does.</remarks>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, -1)]
    public async Task A_certificate_names_its_caller_from_the_first_to_the_last_second_of_its_validity(
        bool isPinned,
        int secondsAfterTheEnd
    )
    {
        var from = new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var until = new DateTimeOffset(2031, 6, 7, 8, 9, 10, TimeSpan.Zero);
        using var authority = TestCertificate.Create("CN=Long", validity: (from.AddYears(-1), from.AddYears(1)), isAuthority: true);
        using var certificate = TestCertificate.Create(Payroll, authority, (from, until));
        var directory = Directory(isPinned ? Pinned(certificate) : Issued("payroll", Payroll, authority));
        var last = until.AddSeconds(secondsAfterTheEnd);
        foreach (
            var (time, expected) in ((DateTimeOffset, string)[])
                [(from.AddTicks(-1), "certificate"), (from, "payroll"), (last, "payroll"), (until.AddTicks(1), "certificate")]
        )
        {
            var scheme = new CertificateScheme(new FakeTimeProvider(time));
            Assert.Equal((time, expected), (time, await IdentifyAsync(scheme, certificate, directory)));
        }
    }

    [Fact]
    public async Task A_certificate_that_expires_on_an_open_connection_is_refused_from_then_on()
    {
        using var certificate = TestCertificate.Create("CN=anything");
        var directory = Directory(Pinned(certificate));
        Assert.Equal("payroll", await IdentifyAsync(certificate, directory));
        _clock.Advance(TimeSpan.FromDays(101));
        Assert.Equal("certificate", await IdentifyAsync(certificate, directory));
    }

    [Fact]
    public async Task A_certificate_of_another_thumbprint_is_refused_whatever_its_subject()
    {
        using var certificate = TestCertificate.Create("CN=anything");
        using var other = TestCertificate.Create("CN=anything");
        Assert.Equal("certificate", await IdentifyAsync(other, Directory(Pinned(certificate))));
    }

    [Fact]
    public async Task A_verdict_holds_for_one_configuration_only()
    {
        using var certificate = TestCertificate.Create("CN=anything");
        using var other = TestCertificate.Create("CN=other");
        Assert.Equal("payroll", await IdentifyAsync(certificate, Directory(Pinned(certificate))));
        Assert.Equal("certificate", await IdentifyAsync(certificate, Directory(Pinned(other))));
        Assert.Equal("payroll", await IdentifyAsync(certificate, Directory(Pinned(certificate))));
        Assert.Equal("branch", await IdentifyAsync(certificate, Directory(Pinned(certificate) with { Name = "branch" }, Pinned(other))));
    }

    [Fact]
    public async Task A_verdict_holds_for_one_certificate_only()
    {
        using var certificate = TestCertificate.Create("CN=anything");
        using var other = TestCertificate.Create("CN=anything");
        var directory = Directory(Pinned(certificate));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("payroll", await IdentifyAsync(certificate, directory));
            Assert.Equal("certificate", await IdentifyAsync(other, directory));
        }
    }

    [Fact]
    public async Task A_certificate_is_judged_once_for_its_connection()
    {
        using var certificate = TestCertificate.Create(Payroll, _authority);
        var (context, directory) = (From("203.0.113.1"), Directory(Issued("payroll", Payroll, _authority)));
        context.Connection.ClientCertificate = certificate;
        await _scheme.IdentifyAsync(context, directory);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await _scheme.IdentifyAsync(context, directory);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500);
    }

    [Theory]
    [InlineData(Payroll, TestCertificate.ClientAuthentication, "payroll")]
    [InlineData(Payroll, "", "payroll")]
    [InlineData(Payroll, TestCertificate.ServerAuthentication, "certificate")]
    [InlineData("CN=payroll", TestCertificate.ClientAuthentication, "certificate")]
    [InlineData("CN=payroll2, O=Example", TestCertificate.ClientAuthentication, "certificate")]
    [InlineData("CN=Payroll, O=Example", TestCertificate.ClientAuthentication, "certificate")]
    public async Task A_certificate_of_the_authority_needs_the_whole_subject_and_a_use_for_clients(
        string subject,
        string usage,
        string expected
    )
    {
        using var certificate = TestCertificate.Create(subject, _authority, usage: usage);
        Assert.Equal(expected, await IdentifyAsync(certificate, Directory(Issued("payroll", Payroll, _authority))));
    }

    [Fact]
    public async Task A_pinned_certificate_needs_no_use_and_no_authority()
    {
        using var certificate = TestCertificate.Create("CN=anything", _authority, usage: TestCertificate.ServerAuthentication);
        Assert.Equal("payroll", await IdentifyAsync(certificate, Directory(Pinned(certificate))));
    }

    [Fact]
    public async Task The_right_subject_by_itself_or_by_another_authority_is_refused()
    {
        using var impostor = TestCertificate.Authority();
        using var self = TestCertificate.Create(Payroll);
        using var other = TestCertificate.Create(Payroll, impostor);
        var directory = Directory(Issued("payroll", Payroll, _authority));
        Assert.Equal("certificate", await IdentifyAsync(self, directory));
        Assert.Equal("certificate", await IdentifyAsync(other, directory));
    }

    [Fact]
    public async Task A_caller_cannot_issue_certificates_with_its_own()
    {
        using var payroll = TestCertificate.Create(Payroll, _authority);
        using var forged = TestCertificate.Create("CN=ops-console", payroll);
        var expected = new CallerCertificate(null, "CN=ops-console", [_authority, payroll]);
        var directory = Directory(new CallerSettings("ops-console") { Certificates = [expected] });
        Assert.Equal("certificate", await IdentifyAsync(forged, directory));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task An_authority_that_is_not_valid_now_authenticates_no_caller(int days)
    {
        var (from, until) = TestCertificate.Usual;
        var validity = (from.AddDays(days), until.AddDays(days));
        using var authority = TestCertificate.Create("CN=Past or future", validity: validity, isAuthority: true);
        using var certificate = TestCertificate.Create(Payroll, authority);
        Assert.Equal("certificate", await IdentifyAsync(certificate, Directory(Issued("payroll", Payroll, authority))));
    }

    [Fact]
    public async Task An_authority_that_expired_after_it_issued_a_certificate_authenticates_no_caller()
    {
        var (from, until) = TestCertificate.Usual;
        using var authority = TestCertificate.Create("CN=Past", validity: (from, until.AddDays(-1)), isAuthority: true);
        using var certificate = TestCertificate.Create(Payroll, authority);
        var directory = Directory(Issued("payroll", Payroll, authority));
        Assert.Equal("payroll", await IdentifyAsync(certificate, directory));
        var later = new CertificateScheme(new FakeTimeProvider(until.AddHours(-1)));
        Assert.Equal("certificate", await IdentifyAsync(later, certificate, directory));
    }

    [Fact]
    public async Task Any_of_a_callers_certificates_names_it()
    {
        using var old = TestCertificate.Create("CN=old");
        using var issued = TestCertificate.Create(Payroll, _authority);
        var issuedOnes = Issued("payroll", Payroll, _authority).Certificates;
        var both = Pinned(old) with { Certificates = [.. Pinned(old).Certificates, .. issuedOnes] };
        Assert.Equal("payroll", await IdentifyAsync(old, Directory(both)));
        Assert.Equal("payroll", await IdentifyAsync(issued, Directory(both)));
    }

    [Fact]
    public async Task A_certificate_that_two_callers_expect_is_refused()
    {
        using var certificate = TestCertificate.Create(Payroll, _authority);
        Assert.Equal("conflict", await IdentifyAsync(certificate, Directory(Pinned(certificate), Issued("branch", Payroll, _authority))));
    }

    private static CallerSettings Pinned(X509Certificate2 certificate) =>
        new("payroll") { Certificates = [new(certificate.GetCertHashString(HashAlgorithmName.SHA256), null, [])] };

    private static CallerSettings Issued(string name, string subject, X509Certificate2 authority) =>
        new(name) { Certificates = [new(null, subject, [authority])] };

    private Task<string> IdentifyAsync(X509Certificate2? certificate, CallerDirectory directory) =>
        IdentifyAsync(_scheme, certificate, directory);

    /// <returns>The caller's name, the reason of the refusal, or "nothing".</returns>
    private static async Task<string> IdentifyAsync(CertificateScheme scheme, X509Certificate2? certificate, CallerDirectory directory)
    {
        var context = From("203.0.113.1");
        context.Connection.ClientCertificate = certificate;
        var identification = await scheme.IdentifyAsync(context, directory);
        return identification.Caller?.Name ?? identification.Refusal?.Reason ?? "nothing";
    }
}
