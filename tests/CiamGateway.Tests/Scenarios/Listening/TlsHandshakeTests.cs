using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>A client whose TLS handshake fails: a log line says who it is, what it offered and what to do.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TlsHandshakeTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private const string Listener = "Kestrel:Endpoints:Gateway";
    private const int Failed = 10002;
    private const string Beginning = "A TLS handshake failed: the client 127.0.0.1 ";

    /// <summary>A first message to which the gateway answers.</summary>
    private static readonly byte[] Sound = HelloBytes.Of(0x0303, [0xC02F], HelloBytes.SignatureAlgorithms(0x0401), HelloBytes.Groups(23));

    private readonly ConfigurationFolder _folder = new();
    private readonly X509Certificate2 _certificate = Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, "TLS_RSA_WITH_AES_128_CBC_SHA")]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384, "TLS_RSA_WITH_AES_256_GCM_SHA384")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA")]
    public async Task A_legacy_cipher_suite_is_refused_with_a_log_line_until_it_is_allowed(TlsCipherSuite suite, string name)
    {
        await using (var gateway = await StartAsync())
        {
            var log = GatewayLog.Of(gateway.Gateway);
            await Assert.ThrowsAsync<AuthenticationException>(() => ConnectAsync(gateway, WithSuites(suite)));
            var line = await LineAsync(log);
            Assert.Equal(LogLevel.Warning, line.Level);
            Assert.Equal(
                "A TLS handshake failed: the client 127.0.0.1 offers no cipher suite that the listener accepts (tls_cipher_suites). "
                    + $"It offers TLS 1.2 with {name}. Fix: let the client use TLS 1.2 or later with current cipher suites: "
                    + "update its runtime "
                    + "or operating system; if that is impossible, set Kestrel:Endpoints:Gateway:AllowLegacyCipherSuites to true. "
                    + "Further ones for the same reason from the same address are logged once a minute",
                line.Message
            );
        }
        foreach (var key in (string[])[$"{Listener}:AllowLegacyCipherSuites", "Kestrel:EndpointDefaults:AllowLegacyCipherSuites"])
        {
            await using var gateway = await StartAsync((key, "true"));
            var log = GatewayLog.Of(gateway.Gateway);
            Assert.Equal(suite, await ConnectAsync(gateway, WithSuites(suite)));
            var modern = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 };
            Assert.Equal(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, await ConnectAsync(gateway, modern));
            Assert.DoesNotContain(log.GetSnapshot(), entry => entry.Id == Failed);
        }
    }

    [Fact]
    public async Task A_legacy_cipher_suite_is_allowed_for_hosts_with_settings_of_their_own_too()
    {
        var file = Path.Combine(_folder.Path, "gateway.pfx");
        await using var gateway = await StartAsync(
            ($"{Listener}:AllowLegacyCipherSuites", "true"),
            ($"{Listener}:Sni:localhost:Certificate:Path", file)
        );
        const TlsCipherSuite suite = TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA;
        Assert.Equal(suite, await ConnectAsync(gateway, WithSuites(suite)));
    }

    public static TheoryData<byte[], string> Refused =>
        new()
        {
            {
                HelloBytes.Of(0x0301, [0x002F, 0x000A, 0x00FF]),
                "offers TLS 1.0 at most, and the listener has only later versions (tls_version). It offers TLS 1.0 with "
                    + "TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA. Fix: let the client use TLS 1.2 or later"
            },
            {
                HelloBytes.Of(0x0302, [0xC014]),
                "offers TLS 1.1 at most, and the listener has only later versions (tls_version). It offers TLS 1.1 with "
                    + "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA. Fix: let the client use TLS 1.2 or later"
            },
            {
                HelloBytes.OfSsl2(0x0301, 0x002F),
                "offers TLS 1.0 at most, and the listener has only later versions (tls_version). It offers TLS 1.0 with "
                    + "TLS_RSA_WITH_AES_128_CBC_SHA. "
            },
            { HelloBytes.OfSsl2(0x0002, 0x0005), "offers SSL 2.0 at most" },
            {
                HelloBytes.Of(0x0303, [0x0005, 0x1234]),
                "offers no cipher suite that the listener accepts (tls_cipher_suites). It offers TLS 1.2 with "
                    + "TLS_RSA_WITH_RC4_128_SHA, 0x1234. Fix: let the client use TLS 1.2 or later with current cipher suites: update its "
                    + "runtime or operating system. Further"
            },
            {
                HelloBytes.Of(0x0303, [0xC02B], HelloBytes.SignatureAlgorithms(0x0403), HelloBytes.Groups(23)),
                "offers no cipher suite that the listener accepts (tls_cipher_suites). It offers TLS 1.2 with "
                    + "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256. "
            },
            {
                HelloBytes.Of(0x0303, [0xC02F], HelloBytes.SignatureAlgorithms(0x0201), HelloBytes.Groups(23)),
                "offers no signature algorithm but those with SHA-1 or MD5 (tls_signature_algorithms)"
            },
            {
                HelloBytes.Of(0x0303, [0xC02F], HelloBytes.SignatureAlgorithms(0x0401), HelloBytes.Groups(14)),
                "offers none of the elliptic curves X25519, P-256, P-384 and P-521 (tls_groups)"
            },
            {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(),
                "speaks http without TLS, and the listener is for https (tls_plain_http). Fix: let its address begin with https://, or use "
                    + "an http listener."
            },
            { "\0\0\0\0\0\0\0\0"u8.ToArray(), "sent bytes that are no TLS handshake (tls_malformed). Fix:" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_client_that_cannot_be_served_is_told_of_with_what_it_offered(byte[] bytes, string words)
    {
        await using var gateway = await StartAsync();
        var log = GatewayLog.Of(gateway.Gateway);
        await SendAsync(gateway, bytes);
        Assert.StartsWith(Beginning + words, (await LineAsync(log)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_message_that_comes_in_pieces_is_read_whole()
    {
        await using var gateway = await StartAsync();
        var log = GatewayLog.Of(gateway.Gateway);
        var hello = HelloBytes.Of(0x0303, [0x0005], HelloBytes.ServerName("localhost"));
        using var connection = await ConnectAsync(gateway);
        foreach (var octet in hello)
        {
            await connection.GetStream().WriteAsync(new[] { octet }, Cancellation);
        }
        Assert.Contains("It offers TLS 1.2 with TLS_RSA_WITH_RC4_128_SHA.", (await LineAsync(log)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "names no host (SNI), and the listener has certificates for single hosts only (tls_no_host_name)")]
    [InlineData("other.example", "asks for the host 'other.example', which has no settings (tls_host_name)")]
    public async Task A_host_without_a_certificate_is_told_of(string? host, string words)
    {
        await using var gateway = await StartAsync(
            ($"{Listener}:Sni:api.example:Certificate:Path", Path.Combine(_folder.Path, "gateway.pfx")),
            ($"{Listener}:Certificate:Path", null)
        );
        var log = GatewayLog.Of(gateway.Gateway);
        (int, byte[])[] name = host is null ? [] : [HelloBytes.ServerName(host)];
        await SendAsync(gateway, HelloBytes.Of(0x0303, [0xC02F], [.. name, HelloBytes.SignatureAlgorithms(0x0401), HelloBytes.Groups(23)]));
        Assert.StartsWith(Beginning + words, (await LineAsync(log)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(48, "ended the handshake with the TLS alert 48: it does not accept the gateway's certificate (tls_certificate)")]
    [InlineData(40, "ended the handshake with the TLS alert 40 (tls_alert)")]
    public async Task A_client_that_ends_the_handshake_with_an_alert_is_told_of(byte alert, string words)
    {
        await using var gateway = await StartAsync();
        var log = GatewayLog.Of(gateway.Gateway);
        using var connection = await ConnectAsync(gateway);
        await connection.GetStream().WriteAsync(Sound, Cancellation);
        await connection.GetStream().ReadExactlyAsync(new byte[5], Cancellation);
        await connection.GetStream().WriteAsync(new byte[] { 21, 3, 3, 0, 2, 2, alert }, Cancellation);
        Assert.StartsWith(Beginning + words, (await LineAsync(log)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_client_certificate_is_told_of_if_the_listener_requires_one()
    {
        await using var gateway = await StartAsync(($"{Listener}:ClientCertificateMode", "RequireCertificate"));
        var log = GatewayLog.Of(gateway.Gateway);
        await Assert.ThrowsAsync<AuthenticationException>(() =>
            ConnectAsync(gateway, new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 })
        );
        const string words = "presented no client certificate that the listener accepts (tls_client_certificate)";
        Assert.Contains(words, (await LineAsync(log)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_within_the_handshake_is_no_warning()
    {
        await using var gateway = await StartAsync();
        var log = GatewayLog.Of(gateway.Gateway);
        using (var connection = await ConnectAsync(gateway))
        {
            await connection.GetStream().WriteAsync(Sound, Cancellation);
            await connection.GetStream().ReadExactlyAsync(new byte[5], Cancellation);
            connection.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        var line = await LineAsync(log);
        Assert.Equal((LogLevel.Information, "tls_closed"), (line.Level, Reason(line)));
    }

    [Fact]
    public async Task A_health_check_is_no_warning_and_a_crowd_is_one_line()
    {
        await using var gateway = await StartAsync();
        var log = GatewayLog.Of(gateway.Gateway);
        await SendAsync(gateway, []);
        await SendAsync(gateway, Sound, closes: true);
        Assert.Equal(LogLevel.Information, (await LineAsync(log)).Level);
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(gateway, HelloBytes.Of(0x0301, [0x002F]));
        }
        await SendAsync(gateway, "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await Eventually.HoldsAsync(() => log.GetSnapshot().Any(entry => entry.Id == Failed && Reason(entry) == "tls_plain_http"));
        var reasons = log.GetSnapshot().Where(entry => entry.Id == Failed).Select(Reason);
        Assert.Equal(["tls_closed", "tls_plain_http", "tls_version"], reasons.Order(StringComparer.Ordinal));
    }

    private static string Reason(FakeLogRecord entry) => entry.Message.Split('(', ')')[1];

    private async Task<GatewayBeforeUpstream> StartAsync(params (string Key, string? Value)[] settings)
    {
        var file = Path.Combine(_folder.Path, "gateway.pfx");
        await File.WriteAllBytesAsync(file, _certificate.Export(X509ContentType.Pfx), Cancellation);
        var all = new Dictionary<string, string?>(GatewayLog.Settings)
        {
            [$"{Listener}:Url"] = "https://127.0.0.1:0",
            [$"{Listener}:Certificate:Path"] = file,
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }
        return await GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, all);
    }

    private static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static SslClientAuthenticationOptions WithSuites(params TlsCipherSuite[] suites) =>
        new() { EnabledSslProtocols = SslProtocols.Tls12, CipherSuitesPolicy = new CipherSuitesPolicy(suites) };

    /// <returns>The cipher suite of a connection over which a request was answered.</returns>
    private async Task<TlsCipherSuite> ConnectAsync(GatewayBeforeUpstream gateway, SslClientAuthenticationOptions options)
    {
        options.TargetHost = "localhost";
        options.RemoteCertificateValidationCallback = (_, presented, _, _) => _certificate.Equals(presented);
        using var connection = await ConnectAsync(gateway);
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(options, Cancellation);
            await tls.WriteAsync("GET /Domains HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancellation);
            var answer = new byte[8];
            await tls.ReadExactlyAsync(answer, Cancellation);
            Assert.Equal("HTTP/1.1", Encoding.ASCII.GetString(answer));
        }
        catch (IOException exception)
        {
            throw new AuthenticationException("The handshake failed.", exception);
        }
        return tls.NegotiatedCipherSuite;
    }

    /// <summary>Sends bytes and waits until the gateway has closed the connection.</summary>
    private static async Task SendAsync(GatewayBeforeUpstream gateway, byte[] bytes, bool closes = false)
    {
        using var connection = await ConnectAsync(gateway);
        await connection.GetStream().WriteAsync(bytes, Cancellation);
        if (bytes.Length > 0 && !closes)
        {
            try
            {
                await connection.GetStream().CopyToAsync(Stream.Null, Cancellation);
            }
            catch (IOException)
            {
                // The gateway reset the connection.
            }
        }
        else
        {
            connection.Client.Shutdown(SocketShutdown.Send);
        }
    }

    private static async Task<TcpClient> ConnectAsync(GatewayBeforeUpstream gateway)
    {
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(gateway.Gateway.Address.Host, gateway.Gateway.Address.Port, Cancellation);
        return connection;
    }

    private static async Task<FakeLogRecord> LineAsync(FakeLogCollector log)
    {
        await Eventually.HoldsAsync(() => log.GetSnapshot().Any(entry => entry.Id == Failed));
        return log.GetSnapshot().First(entry => entry.Id == Failed);
    }
}
