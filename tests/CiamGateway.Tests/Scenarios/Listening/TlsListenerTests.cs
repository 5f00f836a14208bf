using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>Within TLS a refused request is answered and recorded as without.</summary>
public sealed class TlsListenerTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    /// <summary>The content type of a TLS record that holds an alert. The only one that ends a connection whole is close_notify.</summary>
    private const byte CloseNotify = 21;

    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = new();
    private readonly AuditedFile _file = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte _lastContentType;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_request_that_is_no_HTTP_is_answered_and_recorded()
    {
        await using var gateway = await StartAsync();
        var answer = await AskAsync(gateway.Gateway.Address, "DELETE /Domains/\u00fc HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_malformed\"", answer, StringComparison.Ordinal);
        Assert.Equal(CloseNotify, _lastContentType);
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal(("DELETE", "/Domains/%FC"), ($"{line["method"]}", $"{line["path"]}"));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_answered_after_it_was_sent()
    {
        await using var gateway = await StartAsync();
        var answer = await AskAsync(
            gateway.Gateway.Address,
            $"POST /Domains HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12000000\r\n\r\n{new string('a', 12_000_000)}"
        );
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_too_large\"", answer, StringComparison.Ordinal);
        Assert.Equal(CloseNotify, _lastContentType);
    }

    /// <summary>A caller in HTTP/1.0, such as <c>curl --http1.0</c>, offers no other protocol in its handshake (ALPN, RFC 7301).</summary>
    [Theory]
    [InlineData("http/1.0")]
    [InlineData("http/1.0", "http/1.1")]
    public async Task A_caller_that_offers_HTTP_1_0_is_served(params string[] offered)
    {
        await using var gateway = await StartAsync();
        var answer = await AskAsync(gateway.Gateway.Address, "GET /Domains HTTP/1.0\r\n\r\n", offered);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_offers_a_protocol_that_is_not_served_gets_no_connection()
    {
        await using var gateway = await StartAsync();
        await Assert.ThrowsAsync<AuthenticationException>(() =>
            AskAsync(gateway.Gateway.Address, "GET /Domains HTTP/1.0\r\n\r\n", "spdy/3")
        );
    }

    /// <summary>
    /// In HTTP/1.0 an answer without a length ends with the connection. Only TLS's close_notify tells that from an answer that broke off.
    /// </summary>
    [Theory]
    [InlineData("Certificate")]
    [InlineData("Sni:localhost:Certificate")]
    public async Task A_connection_ends_with_a_close_notify(string certificate)
    {
        await using var gateway = await StartAsync(context => context.Response.WriteAsync("whole", context.RequestAborted), certificate);
        var answer = await AskAsync(gateway.Gateway.Address, "GET /Domains HTTP/1.0\r\n\r\n", "http/1.0");
        Assert.EndsWith("whole\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(CloseNotify, _lastContentType);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_ends_without_one()
    {
        await using var gateway = await StartAsync(async context =>
        {
            await context.Response.WriteAsync("half", context.RequestAborted);
            await _arrived.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        var answer = await AskAsync(gateway.Gateway.Address, "GET /Domains HTTP/1.0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.NotEqual(CloseNotify, _lastContentType);
    }

    private Task<GatewayBeforeUpstream> StartAsync(RequestDelegate? answer = null, string section = "Certificate") =>
        _file.StartAsync(fixture.TokenEndpoint, answer ?? (_ => Task.CompletedTask), Settings(section));

    private Dictionary<string, string?> Settings(string section)
    {
        using var certificate = _authority.Issue("localhost");
        _folder.With("tls.crt", TestAuthority.Pem(certificate, _authority.Intermediate)).With("tls.key", TestAuthority.KeyPem(certificate));
        return new()
        {
            ["Kestrel:Endpoints:Gateway:Url"] = "https://127.0.0.1:0",
            [$"Kestrel:Endpoints:Gateway:{section}:Path"] = Path.Combine(_folder.Path, "tls.crt"),
            [$"Kestrel:Endpoints:Gateway:{section}:KeyPath"] = Path.Combine(_folder.Path, "tls.key"),
        };
    }

    /// <summary>In TLS 1.2, which shows the content type of its records.</summary>
    private async Task<string> AskAsync(Uri gateway, string request, params string[] offered)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(gateway.Host, gateway.Port, Cancellation);
        await using var recorded = new RecordedStream(connection.GetStream());
        await using var tls = new SslStream(recorded);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12,
            CertificateChainPolicy = TestAuthority.Trusting(_authority.Root),
            ApplicationProtocols = [.. offered.Select(protocol => new SslApplicationProtocol(protocol))],
        };
        await tls.AuthenticateAsClientAsync(options, Cancellation);
        await tls.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(tls);
        var answer = new StringBuilder();
        try
        {
            while (await reader.ReadLineAsync(Cancellation) is { } line)
            {
                answer.Append(line).Append('\n');
                _arrived.TrySetResult();
            }
        }
        catch (IOException)
        {
            // The server resets the connection.
        }
        _lastContentType = recorded.TlsContentTypes.Last();
        return answer.ToString();
    }
}
