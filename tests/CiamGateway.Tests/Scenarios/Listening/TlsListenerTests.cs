using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>Within TLS a refused request is answered and recorded as without.</summary>
public sealed class TlsListenerTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = new();
    private readonly AuditedFile _file = new();

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
        var answer = await AskAsync(gateway, "DELETE /Domains/\u00fc HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_malformed\"", answer, StringComparison.Ordinal);
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal(("DELETE", "/Domains/%FC"), ($"{line["method"]}", $"{line["path"]}"));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_answered_after_it_was_sent()
    {
        await using var gateway = await StartAsync();
        var answer = await AskAsync(gateway, $"POST /Domains HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12000000\r\n\r\n{new string('a', 12_000_000)}");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_too_large\"", answer, StringComparison.Ordinal);
    }

    private Task<GatewayBeforeUpstream> StartAsync()
    {
        using var certificate = _authority.Issue("localhost");
        _folder.With("tls.crt", TestAuthority.Pem(certificate, _authority.Intermediate)).With("tls.key", TestAuthority.KeyPem(certificate));
        return _file.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, new()
        {
            ["Kestrel:Endpoints:Gateway:Url"] = "https://127.0.0.1:0",
            ["Kestrel:Endpoints:Gateway:Certificate:Path"] = Path.Combine(_folder.Path, "tls.crt"),
            ["Kestrel:Endpoints:Gateway:Certificate:KeyPath"] = Path.Combine(_folder.Path, "tls.key"),
        });
    }

    private async Task<string> AskAsync(GatewayBeforeUpstream gateway, string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(gateway.Gateway.Address.Host, gateway.Gateway.Address.Port, Cancellation);
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = TestAuthority.Trusting(_authority.Root) }, Cancellation);
        await tls.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(tls);
        var answer = new StringBuilder();
        try
        {
            while (await reader.ReadLineAsync(Cancellation) is { } line)
            {
                answer.Append(line).Append('\n');
            }
        }
        catch (IOException)
        {
            // The server closes the connection without TLS's own goodbye.
        }
        return answer.ToString();
    }
}
