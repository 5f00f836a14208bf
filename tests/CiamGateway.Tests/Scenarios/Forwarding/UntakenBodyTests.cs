using System.Net;
using System.Net.Sockets;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>
/// A request body that the API does not take to its end is no fault of the caller's, and what the API has answered stays its answer.
/// </summary>
public sealed class UntakenBodyTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Post = "POST /Domains HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n";

    /// <summary>More than all buffers on the way together hold.</summary>
    private const int Chunks = 600;

    private static readonly string Chunk = $"10000\r\n{new string('a', 0x10000)}\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_API_that_does_not_read_the_body_is_504()
    {
        using var api = new TcpListener(IPAddress.Loopback, 0);
        api.Start();
        var answer = await AnswerAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)api.LocalEndpoint).Port}"));
        Assert.Equal((504, "upstream_timeout"), (answer?.Status, answer?.Code));
        Assert.Contains("\"The API did not take the whole request in time. ", answer?.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_closes_the_connection_within_the_body_is_502()
    {
        await using var api = new RawServer("");
        var answer = await AnswerAsync(api.Address);
        Assert.Equal((502, "upstream_unreachable"), (answer?.Status, answer?.Code));
        Assert.Contains("error=connection_terminated", answer?.Headers["Proxy-Status"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_API_answers_before_it_has_read_the_body_is_passed_on()
    {
        using var authority = new TestAuthority();
        using var folder = new ConfigurationFolder().With("ca.pem", TestAuthority.Pem(authority.Root));
        await using var api = await TlsServer.StartAsync(authority, context =>
        {
            context.Response.StatusCode = 409;
            return Task.CompletedTask;
        });
        var answer = await AnswerAsync(
            api.Address,
            new() { ["Gateway:Clusters:provisioning:TrustedCertificatesFile"] = Path.Combine(folder.Path, "ca.pem") }
        );
        Assert.Equal((409, null), (answer?.Status, answer?.Code));
    }

    /// <summary>It closes the connection with bytes of the body unread, so that the gateway cannot write on.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_API_answers_before_it_closes_the_connection_is_passed_on(bool isReused)
    {
        await using var api = new RawListener(AnswerEarlyAsync);
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, new Uri($"http://127.0.0.1:{api.Port}"));
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        if (isReused)
        {
            await connection.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n");
            Assert.Equal(200, (await connection.ReadAsync())?.Status);
        }
        const int length = 8_000_000;
        var answer = connection.ReadAsync();
        await connection.SendAsync($"POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Length: {length}\r\n\r\n{new string('a', length)}");
        var received = await answer;
        Assert.Equal((409, null, "taken"), (received?.Status, received?.Code, received?.Body));
    }

    private static async Task AnswerEarlyAsync(NetworkStream connection, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(connection, leaveOpen: true);
        var method = "";
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            method = method.Length > 0 ? method : line.Split(' ')[0];
            if (line.Length > 0)
            {
                continue;
            }
            if (method == "POST")
            {
                var answer = "HTTP/1.1 409 Conflict\r\nConnection: close\r\nContent-Length: 5\r\n\r\ntaken"u8;
                await connection.WriteAsync(answer.ToArray(), cancellationToken);
                return;
            }
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
            method = "";
        }
    }

    private async Task<RawResponse?> AnswerAsync(Uri api, Dictionary<string, string?>? settings = null)
    {
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api,
            new(settings ?? [])
            {
                ["Gateway:Limits:MaxRequestBodySize"] = $"{int.MaxValue}",
                ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "00:00:03",
            }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        var answer = connection.ReadAsync();
        await connection.SendAsync(Post);
        for (var i = 0; i < Chunks && !answer.IsCompleted; i++)
        {
            await connection.SendAsync(Chunk);
        }
        return await answer;
    }
}
