using System.Security.Cryptography.X509Certificates;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using Xunit;

namespace CiamGateway.Tests.Tokens.ClientAuthentication;

/// <summary>A client that shows its certificate in the handshake (RFC 8705 §2), to a server that knows the root alone.</summary>
public sealed class TlsClientAuthenticationTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");
    private TlsTokenEndpoint _server = null!;

    public async ValueTask InitializeAsync() => _server = await TlsTokenEndpoint.StartAsync(_authority);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("PEM")]
    [InlineData("PFX")]
    public async Task The_certificate_and_its_chain_are_sent_and_the_form_names_the_client(string format)
    {
        using var certificate = _authority.Issue("gateway");
        using var engine = new TokenEngine(options => Configure(options, certificate, format));
        Assert.Equal("Bearer abc", (await engine.GetAsync()).Token?.AuthorizationHeader);
        Assert.Equal([certificate.Thumbprint, _authority.Intermediate.Thumbprint], _server.Presented);
        Assert.Equal("Acrvzwdh0", _server.Form["client_id"]);
        Assert.Equal(["client_id", "grant_type", "scope"], _server.Form.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_alias_for_certificates_is_used_where_the_issuer_publishes_one()
    {
        using var certificate = _authority.Issue("gateway");
        using var engine = new TokenEngine(options =>
        {
            Configure(options, certificate, "PEM");
            (options.TokenEndpoint, options.Issuer) = (null, _server.Issuer);
        });
        Assert.True((await engine.GetAsync()).Succeeded);
        Assert.Equal("/mtls/token", _server.Path);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_gets_no_token()
    {
        using var other = new TestAuthority();
        using var certificate = other.Issue("gateway");
        using var engine = new TokenEngine(options => Configure(options, certificate, "PEM", other));
        Assert.Equal(TokenFailureKind.Unavailable, (await engine.GetAsync()).Failure!.Kind);
    }

    [Fact]
    public async Task A_rotated_certificate_is_presented_next()
    {
        using var first = _authority.Issue("gateway");
        using var second = _authority.Issue("gateway");
        using var engine = new TokenEngine(options => Configure(options, first, "PEM"));
        await engine.GetAsync();
        engine.Reconfigure(options => Configure(options, second, "PEM"));
        await engine.GetAsync();
        await Eventually.HoldsAsync(() => _server.Presented[0] == second.Thumbprint);
    }

    [Fact]
    public async Task A_server_whose_authority_is_not_trusted_gets_no_credential()
    {
        using var certificate = _authority.Issue("gateway");
        using var engine = new TokenEngine(options =>
        {
            Configure(options, certificate, "PEM");
            options.TrustedCertificatesFile = Write("other.pem", TestAuthority.Pem(certificate));
        });
        Assert.Contains("certificate that is not accepted", (await engine.GetAsync()).Failure!.Detail, StringComparison.Ordinal);
        Assert.Empty(_server.Form);
    }

    private void Configure(TokenClientOptions options, X509Certificate2 certificate, string format, TestAuthority? authority = null)
    {
        authority ??= _authority;
        (options.TokenEndpoint, options.ClientAuthentication, options.ClientSecret) = (_server.TokenEndpoint, "tls_client_auth", null);
        options.TrustedCertificatesFile = Write("root.pem", TestAuthority.Pem(_authority.Root));
        options.CertificateFile = Path.Combine(_folder.FullName, format);
        options.AttemptTimeout = options.TotalTimeout = TimeSpan.FromMinutes(1);
        if (format == "PFX")
        {
            options.CertificatePassword = "p%: |";
            File.WriteAllBytes(options.CertificateFile, authority.Pfx(certificate, options.CertificatePassword));
            return;
        }
        Write(format, TestAuthority.Pem(certificate, authority.Intermediate));
        options.CertificateKeyFile = Write("key.pem", TestAuthority.KeyPem(certificate));
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
