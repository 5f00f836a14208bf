using System.Net.Sockets;
using System.Text;
using CiamGateway.Sandbox.Soak;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>
/// A body that does not arrive whole is the caller's fault, however the gateway reads it, and never reaches the API as if it were whole.
/// </summary>
public sealed class BrokenBodyTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_that_is_not_framed_well_is_400()
    {
        await using var upstream = await Upstream.StartAsync(context =>
            context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted)
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, upstream.Address);
        using var socket = await SendAsync(gateway.Address, "Connection: close\r\nTransfer-Encoding: chunked", "not a number\r\n");
        using var reader = new StreamReader(socket.GetStream());
        var answer = await reader.ReadToEndAsync(Cancellation);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("details=\"request_unreadable\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 1000", "{")]
    [InlineData("Content-Length: 100000", "{")]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{")]
    public async Task A_body_that_breaks_off_is_no_failure_of_gateway_or_API_and_never_arrives_as_if_whole(string header, string body)
    {
        var whole = 0;
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            whole++;
        });
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, upstream.Address);
        await gateway.WaitUntilReadyAsync(Cancellation);
        (await SendAsync(gateway.Address, header, body)).Dispose();
        using var management = Http.To(gateway.Management);
        var metrics = await Eventually.ValueAsync(
            () => ScrapedMetrics.OfAsync(management, Cancellation),
            shown => shown.Sum("ciam_gateway_requests_total") > 0
        );

        // Which of the two is a race: the end of the body is seen, and that the connection was closed.
        Assert.Equal(
            1,
            metrics.Sum("ciam_gateway_requests_total", "code=\"400\"") + metrics.Sum("ciam_gateway_requests_total", "code=\"499\"")
        );
        Assert.Equal(0, metrics.Sum("ciam_gateway_errors_total", "code=\"internal_error\""));
        Assert.Equal(0, whole);
    }

    private static async Task<TcpClient> SendAsync(Uri gateway, string header, string body)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Host, gateway.Port, Cancellation);
        var head = $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n{header}\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + body), Cancellation);
        return socket;
    }
}
