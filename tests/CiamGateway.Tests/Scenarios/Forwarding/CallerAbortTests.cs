using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox;
using CiamGateway.Sandbox.Soak;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>
/// A caller that closes its connection before it has the answer is recorded as such: never as a bad request, and never as the API's
/// failure.
/// </summary>
public sealed class CallerAbortTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private const string MayBeCarriedOut = "The caller gave up. The API may have carried the call out.";
    private const string NotSent = "The caller gave up. Nothing was sent to the API.";

    private readonly AuditedFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("DELETE /Domains/1", "", false)]
    [InlineData("DELETE /Domains/1", "", true)]
    [InlineData("POST /Domains", "{}", false)]
    [InlineData("POST /Domains", "{}", true)]
    [InlineData("PUT /Domains/1", "", false)]
    public async Task A_caller_that_leaves_while_the_API_works_is_499_and_the_API_may_have_carried_the_call_out(
        string request,
        string body,
        bool resets
    )
    {
        var arrived = new TaskCompletionSource();
        await using var gateway = await StartAsync(async context =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using (var caller = await SendAsync(gateway.Gateway.Address, request, $"Content-Length: {body.Length}", body))
        {
            await arrived.Task.WaitAsync(Cancellation);
            Leave(caller, resets);
        }
        await AssertRecordedAsync(gateway, 499, MayBeCarriedOut);
    }

    [Fact]
    public async Task A_caller_that_leaves_while_it_waits_for_its_token_is_499_and_nothing_was_sent()
    {
        using var silent = new SilentPort();
        var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            new Uri($"http://127.0.0.1:{silent.Number}/token"),
            upstream.Address,
            Settings()
        );
        using (var caller = await SendAsync(gateway.Address, "DELETE /Domains/1/Users/2", "Content-Length: 0", ""))
        {
            Leave(caller, resets: true);
        }
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal(
            (499, "caller_gone", NotSent),
            (line["status"]!.GetValue<int>(), line["error"]!.ToString(), line["detail"]!.ToString())
        );
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_caller_that_resets_the_connection_within_its_body_is_499()
    {
        var arrived = new TaskCompletionSource();
        var body = string.Concat(Enumerable.Repeat("DELETE /Domains/1 HTTP/1.1\r\nHost: gateway\r\n\r\n", 1500));
        await using var gateway = await StartAsync(async context =>
        {
            arrived.TrySetResult();
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        });
        using (var caller = await SendAsync(gateway.Gateway.Address, "POST /Domains", "Content-Length: 100000", body))
        {
            await arrived.Task.WaitAsync(Cancellation);
            Leave(caller, resets: true);
        }
        await AssertRecordedAsync(gateway, 499, MayBeCarriedOut);
    }

    [Fact]
    public async Task A_caller_that_leaves_within_the_answer_keeps_its_status_and_is_named_as_the_one_who_left()
    {
        var begun = new TaskCompletionSource();
        await using var gateway = await StartAsync(async context =>
        {
            await context.Response.WriteAsync("{", context.RequestAborted);
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using (var caller = await SendAsync(gateway.Gateway.Address, "POST /Domains", "Content-Length: 2", "{}"))
        {
            await begun.Task.WaitAsync(Cancellation);
            Assert.True(await caller.GetStream().ReadAsync(new byte[1], Cancellation) > 0);
            Leave(caller, resets: true);
        }
        await AssertRecordedAsync(gateway, 200, MayBeCarriedOut);
    }

    [Fact]
    public async Task A_caller_that_closes_right_after_the_whole_answer_is_recorded_with_the_answer()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        using (var caller = await SendAsync(gateway.Gateway.Address, "DELETE /Domains/1", "Connection: close", ""))
        {
            using var reader = new StreamReader(caller.GetStream());
            Assert.StartsWith("HTTP/1.1 204", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        }
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal((204, null, null), (line["status"]!.GetValue<int>(), line["error"]?.ToString(), line["detail"]?.ToString()));
    }

    private async Task AssertRecordedAsync(GatewayBeforeUpstream gateway, int status, string detail)
    {
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal(
            (status, "caller_gone", detail),
            (line["status"]!.GetValue<int>(), line["error"]?.ToString(), line["detail"]?.ToString())
        );
        Assert.NotNull(line["tokenFingerprint"]);
        using var management = Http.To(gateway.Gateway.Management);
        var metrics = await ScrapedMetrics.OfAsync(management, Cancellation);
        Assert.Equal(1, metrics.Sum("ciam_gateway_errors_total", "code=\"caller_gone\""));
        Assert.Equal(1, metrics.Sum("ciam_gateway_errors_total"));
        Assert.Equal(1, metrics.Sum("ciam_gateway_requests_total", $"code=\"{status}\""));
        var report = JsonNode.Parse(await management.GetStringAsync("/status", Cancellation))!;
        Assert.DoesNotContain("trouble", report["destinations"]?.ToJsonString() ?? "", StringComparison.OrdinalIgnoreCase);
    }

    private Task<GatewayBeforeUpstream> StartAsync(RequestDelegate answer) =>
        GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, answer, Settings());

    private Dictionary<string, string?> Settings() => new() { ["Gateway:Audit:Target"] = "File", ["Gateway:Audit:File"] = _file.Path };

    private static void Leave(TcpClient caller, bool resets) => caller.LingerState = new LingerOption(resets, 0);

    private static async Task<TcpClient> SendAsync(Uri gateway, string request, string header, string body)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Host, gateway.Port, Cancellation);
        var head =
            $"{request} HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\nContent-Type: "
            + $"application/json\r\n{header}\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + body), Cancellation);
        return socket;
    }
}
