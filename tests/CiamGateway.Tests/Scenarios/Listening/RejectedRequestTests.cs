using System.Net.Sockets;
using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Listening;

/// <summary>
/// What Kestrel rejects before the gateway's first middleware is answered, counted, logged and recorded like any other refusal.
/// </summary>
public sealed class RejectedRequestTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string End = "Host: gateway\r\n\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A request, its status and error code, the metric's reason, and the path in the audit log.</summary>
    public static TheoryData<string, int, string, string, string?> Rejected =>
        new()
        {
            { $"DELETE /Domains/{WireText.Utf8("ü")} HTTP/1.1\r\n{End}", 400, "request_malformed", "request_target", "/Domains/%C3%BC" },
            { $"DELETE /Domains/\u00fc?secret=1 HTTP/1.1\r\n{End}", 400, "request_malformed", "request_target", "/Domains/%FC" },
            {
                $"POST /Domains/{WireText.Utf8("ü")} HTTP/1.1\r\nHost: gateway\r\nContent-Length: 2\r\n\r\n{{}}",
                400,
                "request_malformed",
                "request_target",
                "/Domains/%C3%BC"
            },
            { $"GET /Domains/\u00fc HTTP/1.1\r\n{End}", 400, "request_malformed", "request_target", null },
            { $"DELETE /Domains/%00 HTTP/1.1\r\n{End}", 400, "request_malformed", "request_target", "/Domains/%00" },
            { "DELETE /Domains/1 HTTP/1.1\nHost: gateway\n\n", 400, "request_malformed", "request_line", "/Domains/1" },
            { "DELETE /Domains/1 HTTP/1.1\r\nHost: gateway\nX-A: b\r\n\r\n", 400, "request_malformed", "header", "/Domains/1" },
            { $"DELETE  /Domains/1 HTTP/1.1\r\n{End}", 400, "request_malformed", "request_line", "%20/Domains/1" },
            { "DELETE /Domains/1\r\n\r\n", 505, "http_version_unsupported", "http_version", "/Domains/1" },
            { $"DELETE /Domains/1 HTTP/9.9\r\n{End}", 505, "http_version_unsupported", "http_version", "/Domains/1" },
            { $"DELETE /Domains/1 HTTP/1.1\r\nX A: b\r\n{End}", 400, "request_malformed", "header", "/Domains/1" },
            { $"DELETE /Domains/1 HTTP/1.1\r\nNo-Colon\r\n{End}", 400, "request_malformed", "header", "/Domains/1" },
            { $"DELETE /Domains/1 HTTP/1.1\r\nX-A: b\0c\r\n{End}", 400, "request_malformed", "header", "/Domains/1" },
            { $"DELETE /Domains/1 HTTP/1.1\r\nX-A: b\rc\r\n{End}", 400, "request_malformed", "header", "/Domains/1" },
            { "DELETE /Domains/1 HTTP/1.1\r\n\r\n", 400, "request_malformed", "host", "/Domains/1" },
            { $"DELETE /Domains/1 HTTP/1.1\r\nHost: other\r\n{End}", 400, "request_malformed", "host", "/Domains/1" },
            { "DELETE /Domains/1 HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "request_malformed", "host", "/Domains/1" },
            { "DELETE /Domains/1 HTTP/1.1\r\nHost: m\u00fcller.example\r\n\r\n", 400, "request_malformed", "host", "/Domains/1" },
            {
                $"DELETE /Domains/1 HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n{End}{{}}",
                400,
                "request_malformed",
                "framing",
                "/Domains/1"
            },
            { $"DELETE /Domains/1 HTTP/1.1\r\nContent-Length: 2x\r\n{End}{{}}", 400, "request_malformed", "framing", "/Domains/1" },
            { $"DELETE /Domains/1 HTTP/1.1\r\nTransfer-Encoding: gzip\r\n{End}{{}}", 400, "request_malformed", "framing", "/Domains/1" },
            { $"POST /Domains HTTP/1.0\r\n{End}", 400, "request_malformed", "framing", "/Domains" },
            {
                $"DELETE /Domains/{new string('a', 9000)} HTTP/1.1\r\n{End}",
                414,
                "request_line_too_long",
                "request_line_too_long",
                $"/Domains/{new string('a', 240)}"
            },
            {
                $"DELETE /Domains/1 HTTP/1.1\r\nX-A: {new string('a', 40_000)}\r\n{End}",
                431,
                "request_headers_too_large",
                "headers_too_large",
                "/Domains/1"
            },
            {
                $"DELETE /Domains/1 HTTP/1.1\r\n{string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: a\r\n"))}{End}",
                431,
                "request_headers_too_large",
                "headers_too_large",
                "/Domains/1"
            },
            { $"DELETE api.example.com:443 HTTP/1.1\r\n{End}", 405, "method_not_allowed", "method", "api.example.com:443" },
            { $"DELETE * HTTP/1.1\r\n{End}", 405, "method_not_allowed", "method", "*" },
        };

    [Theory]
    [MemberData(nameof(Rejected))]
    public async Task A_request_that_is_no_HTTP_is_answered_counted_logged_and_recorded(
        string request,
        int status,
        string code,
        string reason,
        string? audited
    )
    {
        using var file = new AuditedFile();
        await using var gateway = await file.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, GatewayLog.Settings);
        var log = GatewayLog.Of(gateway.Gateway);
        var answer = Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request));

        Assert.Equal((status, code, true), (answer.Status, answer.Code, answer.Closes));
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        var problem = JsonNode.Parse(answer.Body)!;
        Assert.Equal((status, code), (problem["status"]!.GetValue<int>(), problem["code"]!.GetValue<string>()));
        Assert.StartsWith("The request ", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        var line = Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 10001).Message;
        Assert.StartsWith("Refused a request from 127.0.0.1 before any route was looked for: it ", line, StringComparison.Ordinal);
        Assert.Contains($" ({reason}). Fix: ", line, StringComparison.Ordinal);
        Assert.Contains(
            $"ciam_gateway_bad_requests_total{{reason=\"{reason}\"}} 1\n",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );

        if (audited is not null)
        {
            var recorded = Assert.Single(await file.LinesAsync(1));
            Assert.Equal((audited, status, code), ($"{recorded["path"]}", recorded["status"]!.GetValue<int>(), $"{recorded["error"]}"));
            Assert.Equal(
                (request.Split(' ')[0], "127.0.0.1", "anonymous", "none"),
                ($"{recorded["method"]}", $"{recorded["source"]}", $"{recorded["caller"]}", $"{recorded["route"]}")
            );
        }
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task A_client_that_begins_with_HTTP_2_is_told_so_in_HTTP_2_alone()
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask);
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", gateway.Gateway.Address.Port, Cancellation);
        await connection.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Cancellation);
        using var answer = new MemoryStream();
        await connection.GetStream().CopyToAsync(answer, Cancellation);
        // GOAWAY, of eight bytes, on stream 0 with the error HTTP_1_1_REQUIRED (RFC 9113 §6.8 and §7).
        Assert.Equal("000008070000000000000000000000000D", Convert.ToHexString(answer.ToArray()));
    }

    [Fact]
    public async Task The_request_before_it_on_the_same_connection_is_served()
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask);
        var answers = await RawConnection.ExchangeAsync(
            gateway.Gateway.Address,
            $"GET /Domains HTTP/1.1\r\n{End}DELETE /Domains/\u00fc HTTP/1.1\r\n{End}"
        );
        Assert.Equal([(200, null), (400, "request_malformed")], answers.Select(answer => (answer.Status, answer.Code)));
    }

    [Fact]
    public async Task One_line_is_logged_for_many_of_the_same_kind_and_all_are_counted()
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            GatewayLog.Settings
        );
        var log = GatewayLog.Of(gateway.Gateway);
        for (var i = 0; i < 20; i++)
        {
            await RawConnection.ExchangeAsync(gateway.Gateway.Address, $"GET /\u00fc HTTP/1.1\r\n{End}");
        }
        Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 10001);
        Assert.Contains(
            "ciam_gateway_bad_requests_total{reason=\"request_target\"} 20\n",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_TLS_handshake_on_an_http_listener_is_named_as_such()
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            GatewayLog.Settings
        );
        var log = GatewayLog.Of(gateway.Gateway);
        await RawConnection.ExchangeAsync(gateway.Gateway.Address, "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003\r\n\r\n");
        Assert.Contains(
            "it is a TLS handshake, and this listener speaks http (tls)",
            Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 10001).Message,
            StringComparison.Ordinal
        );
    }
}
