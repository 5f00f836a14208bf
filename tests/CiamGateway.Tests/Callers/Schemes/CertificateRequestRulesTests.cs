using System.Net.Security;
using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Testing;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers.Schemes;

/// <summary>Which TLS handshakes ask for a client certificate, without a listener.</summary>
public sealed class CertificateRequestRulesTests : IDisposable
{
    private const string Pinned =
        "--Gateway:Callers:pinned:Certificates:0:Thumbprint=a518244a9d786b04175670bb1c9a04cd7d73d9135b57367c11eb95a57bacfc3b";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Callers_are_asked_as_long_as_one_has_a_certificate()
    {
        var (request, configuration) = Requests();
        var https = new HttpsConnectionAdapterOptions();
        request.Apply(https);
        Assert.Equal(ClientCertificateMode.AllowCertificate, https.ClientCertificateMode);
        Assert.False(IsAsked(https));
        configuration.Apply(_folder.Load(Pinned), () => { });
        Assert.True(IsAsked(https));
        configuration.Apply(_folder.Load(), () => { });
        Assert.False(IsAsked(https));
    }

    [Fact]
    public void A_listener_that_requires_certificates_asks_without_callers_too()
    {
        var https = new HttpsConnectionAdapterOptions();
        Requests().Request.Apply(https);
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        Assert.True(IsAsked(https));
    }

    [Theory]
    [InlineData(ClientCertificateMode.AllowCertificate, false, false, false)]
    [InlineData(ClientCertificateMode.AllowCertificate, true, false, false)]
    [InlineData(ClientCertificateMode.AllowCertificate, false, true, false)]
    [InlineData(ClientCertificateMode.AllowCertificate, true, true, true)]
    [InlineData(ClientCertificateMode.RequireCertificate, true, false, true)]
    [InlineData(ClientCertificateMode.RequireCertificate, false, true, false)]
    public void Operators_are_asked_if_a_policy_says_who_they_are(ClientCertificateMode mode, bool hasPolicy, bool hasCaller, bool expected)
    {
        var settings = new List<string>();
        settings.AddRange(hasPolicy ? ["--Gateway:Management:AccessPolicy=default"] : []);
        settings.AddRange(hasCaller ? [Pinned] : []);
        var https = new HttpsConnectionAdapterOptions { ClientCertificateMode = mode };
        Requests([.. settings]).Request.ApplyToOperators(https);
        Assert.Equal(expected, IsAsked(https));
    }

    [Fact]
    public void A_handshake_that_asks_for_none_is_left_as_it_is()
    {
        var https = new HttpsConnectionAdapterOptions();
        Requests(Pinned).Request.Apply(https);
        Assert.False(IsAsked(https, isRequired: false));
        Requests(Pinned, "--Gateway:Management:AccessPolicy=default").Request.ApplyToOperators(https);
        Assert.False(IsAsked(https, isRequired: false));
    }

    /// <summary>TLS lets every certificate through, so that a wrong one is answered with 401.</summary>
    [Fact]
    public void Every_certificate_is_accepted_by_TLS()
    {
        using var stranger = TestCertificate.Create("CN=stranger");
        var https = new HttpsConnectionAdapterOptions();
        Requests().Request.Apply(https);
        Assert.True(https.ClientCertificateValidation!(stranger, null, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    private (CertificateRequest Request, CurrentConfiguration Configuration) Requests(params string[] settings)
    {
        var configuration = new CurrentConfiguration(_folder.Load(settings));
        var callers = new CurrentCallers(configuration, Logger<CurrentCallers>(new FakeLogCollector()));
        return (new CertificateRequest(callers, configuration), configuration);
    }

    /// <param name="isRequired">What Kestrel made of the listener's mode.</param>
    private static bool IsAsked(HttpsConnectionAdapterOptions https, bool isRequired = true)
    {
        var tls = new SslServerAuthenticationOptions { ClientCertificateRequired = isRequired };
        https.OnAuthenticate!(new DefaultConnectionContext(), tls);
        return tls.ClientCertificateRequired;
    }
}
