using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Audit;

/// <summary>An audit log that cannot be written: what becomes of calls and of their lines, and who is told.</summary>
public sealed class AuditTroubleTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private readonly AuditedFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task While_lines_cannot_be_written_calls_go_on_and_their_lines_wait()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask);
        _file.Block();
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.Administrator.DeleteAsync($"/Domains/{i}", Cancellation);
            Assert.Equal(200, (int)response.StatusCode);
        }
        await CountedAsync(gateway, "failed");
        _file.Unblock();
        Assert.Equal(["/Domains/0", "/Domains/1", "/Domains/2"], (await _file.LinesAsync(3)).Select(line => line["path"]!.ToString()));
    }

    [Fact]
    public async Task A_line_for_which_there_is_no_room_in_time_is_counted_as_lost()
    {
        await using var gateway = await StartAsync(
            _ => Task.CompletedTask,
            new() { ["Gateway:Audit:QueueSize"] = "1", ["Gateway:Audit:WaitTimeout"] = "00:00:00" }
        );
        _file.Block();
        await Eventually.HoldsAsync(async () =>
        {
            using var response = await gateway.Administrator.DeleteAsync("/Domains/1", Cancellation);
            Assert.Equal(200, (int)response.StatusCode);
            return await IsCountedAsync(gateway, "lost");
        });
        _file.Unblock();
        await _file.LinesAsync(2);
    }

    [Fact]
    public async Task If_configured_nothing_is_changed_that_would_not_be_on_record()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, new() { ["Gateway:Audit:OnFailure"] = "Refuse" });
        _file.Block();
        var served = 0;
        using (var refused = await AnsweredAsync(gateway, 503, () => served++))
        {
            await AssertProblem.Is(refused, 503, "audit_unavailable", "proxy_internal_response");
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        }
        Assert.Equal(served, gateway.Upstream.Requests);
        using (var read = await gateway.Administrator.GetAsync("/Domains", Cancellation))
        {
            Assert.Equal(200, (int)read.StatusCode);
        }
        _file.Unblock();
        using var again = await AnsweredAsync(gateway, 200);
        Assert.Contains(await _file.LinesAsync(served + 2), line => line["error"]?.ToString() == "audit_unavailable");
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_lets_not_even_the_first_call_through()
    {
        _file.Block();
        await using var gateway = await _file.StartUnopenedAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            new() { ["Gateway:Audit:OnFailure"] = "Refuse" }
        );
        using (var refused = await gateway.Administrator.DeleteAsync("/Domains/1", Cancellation))
        {
            await AssertProblem.Is(refused, 503, "audit_unavailable", "proxy_internal_response");
        }
        Assert.Equal(0, gateway.Upstream.Requests);
        await gateway.Gateway.WaitUntilReadyAsync(Cancellation);
        using var management = Http.To(gateway.Gateway.Management);
        Assert.StartsWith(
            $"ready, degraded\n[+] audit: lines cannot be written to {_file.Path}: ",
            await management.GetStringAsync("/health/ready", Cancellation),
            StringComparison.Ordinal
        );
        Assert.Equal("error The audit log cannot be written: calls that it records fail", await ProblemAsync(management));
        await gateway.ReconfigureAsync(
            new() { ["Gateway:Audit:OnFailure"] = "Permit", ["Gateway:Audit:File"] = _file.Path + ".other" },
            warnings: 1
        );
        Assert.Equal("warning The audit log cannot be written: its lines wait", await ProblemAsync(management));
        await gateway.ReconfigureAsync(new() { ["Gateway:Audit:OnFailure"] = "Refuse", ["Gateway:Audit:File"] = _file.Path }, warnings: 1);
        _file.Unblock();
        using var served = await AnsweredAsync(gateway, 200);
        Assert.Equal("ready\n", await management.GetStringAsync("/health/ready", Cancellation));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_said_in_the_log_before_anybody_calls()
    {
        _file.Block();
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await RunningGateway.StartAsync(
            fixture.TokenEndpoint,
            upstream.Address,
            new() { ["Gateway:Audit:Target"] = "File", ["Gateway:Audit:File"] = _file.Path }
        );
        await gateway.SaysAsync($"The audit log cannot be written to {_file.Path}: ");
        await gateway.StopAsync();
        Assert.DoesNotContain(gateway.Errors, line => line.Contains("lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Standard_output_without_a_reader_is_noticed()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await RunningGateway.StartAsync(fixture.TokenEndpoint, upstream.Address, [], readsOutput: false);
        using var caller = Http.To(gateway.Address);
        await caller.DeleteAsync("/Domains/1", Cancellation);
        await gateway.SaysAsync("The audit log cannot be written to standard output");
    }

    private Task<GatewayBeforeUpstream> StartAsync(RequestDelegate answer, Dictionary<string, string?>? settings = null) =>
        _file.StartAsync(fixture.TokenEndpoint, answer, settings);

    /// <returns>The first answer with this status.</returns>
    private static Task<HttpResponseMessage> AnsweredAsync(GatewayBeforeUpstream gateway, int status, Action? otherwise = null) =>
        Eventually.ValueAsync(
            () => gateway.Administrator.DeleteAsync("/Domains/1", Cancellation),
            response =>
            {
                if ((int)response.StatusCode == status)
                {
                    return true;
                }
                response.Dispose();
                otherwise?.Invoke();
                return false;
            }
        );

    private static async Task<string> ProblemAsync(HttpClient management)
    {
        var problem = Assert.Single(
            JsonNode.Parse(await management.GetStringAsync("/status", Cancellation))!["verdict"]!["problems"]!.AsArray()
        )!;
        return $"{problem["severity"]} {problem["title"]}";
    }

    private static Task CountedAsync(GatewayBeforeUpstream gateway, string outcome) =>
        Eventually.HoldsAsync(() => IsCountedAsync(gateway, outcome));

    private static async Task<bool> IsCountedAsync(GatewayBeforeUpstream gateway, string outcome) =>
        Regex.IsMatch(await gateway.MetricsAsync(), $"ciam_gateway_audit_lines_total{{outcome=\"{outcome}\"}} [1-9]");
}
