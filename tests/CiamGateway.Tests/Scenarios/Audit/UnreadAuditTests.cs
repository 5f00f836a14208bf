using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Audit;

/// <summary>What becomes of calls and of their audit lines while a write to the target blocks: a pipe without a reader.</summary>
public sealed class UnreadAuditTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Trouble = "a write has not ended for 1 s, since its reader reads no more or the device does not respond";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Timeout = TimeLimit.Long)]
    [InlineData("standard output")]
    [InlineData("file")]
    public async Task With_Permit_calls_go_on_lines_are_counted_and_it_is_told_everywhere(string target)
    {
        using var pipe = await UnreadPipe.CreateAsync();
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await StartAsync(pipe, target, api, []);
        using var caller = Http.To(gateway.Address);
        using var management = Http.To(gateway.Management);
        var name = target == "file" ? pipe.Path : target;

        await Eventually.HoldsAsync(
            async () => await PostAsync(caller) == 200 && await CountAsync(management, "lost") > 300,
            TimeSpan.FromMinutes(1),
            gateway.Process
        );
        Assert.Equal(
            $"ready, degraded\n[+] audit: lines cannot be written to {name}: {Trouble}\n",
            await management.GetStringAsync("/health/ready", Cancellation)
        );
        Assert.Contains(
            "The audit log cannot be written: its lines wait",
            await management.GetStringAsync("/status", Cancellation),
            StringComparison.Ordinal
        );
        await gateway.SaysAsync($"The audit log cannot be written to {name}: {Trouble}. ");
        Assert.Equal(1, Count("line(s) of the audit log are lost"));

        var lines = pipe.Read(isReopened: target == "file");
        await gateway.SaysAsync("The audit log is written again");
        Assert.Equal("ready\n", await management.GetStringAsync("/health/ready", Cancellation));
        var before = lines.Lines.Count;
        Assert.Equal(200, await PostAsync(caller));
        await Eventually.HoldsAsync(() => lines.Lines.Count > before, process: gateway.Process);
        var lost = await CountAsync(management, "lost");
        await Eventually.ValueAsync(() => lines.Lines.Count + lost, count => count == api.Requests, process: gateway.Process);
        Assert.All(lines.Lines, line => Assert.StartsWith("{\"time\":", line, StringComparison.Ordinal));

        int Count(string words) => gateway.Errors.Count(line => line.Contains(words, StringComparison.Ordinal));
    }

    [Fact(Timeout = TimeLimit.Long)]
    public async Task With_Refuse_calls_are_refused_at_once_and_the_program_ends_in_time()
    {
        using var pipe = await UnreadPipe.CreateAsync();
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await StartAsync(
            pipe,
            "standard output",
            api,
            new() { ["Gateway:Audit:OnFailure"] = "Refuse", ["Gateway:Audit:WaitTimeout"] = "00:00:01" }
        );
        using var caller = Http.To(gateway.Address);
        await Eventually.ValueAsync(() => PostAsync(caller), status => status == 503, TimeSpan.FromMinutes(1), gateway.Process);
        var served = api.Requests;
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(503, await PostAsync(caller));
        }
        Assert.Equal(served, api.Requests);
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.EndAsync());
        Assert.Contains(gateway.Errors, line => line.Contains("line(s) of the audit log are lost", StringComparison.Ordinal));
    }

    private Task<RunningGateway> StartAsync(UnreadPipe pipe, string target, Upstream api, Dictionary<string, string?> settings) =>
        RunningGateway.StartAsync(
            fixture.TokenEndpoint,
            api.Address,
            new(
                new Dictionary<string, string?>
                {
                    ["Gateway:Audit:Target"] = target == "file" ? "File" : "StandardOutput",
                    ["Gateway:Audit:File"] = target == "file" ? pipe.Path : null,
                    ["Gateway:Audit:QueueSize"] = "5",
                    ["Gateway:Audit:WaitTimeout"] = "00:00:50",
                }
                    .Concat(settings)
                    .GroupBy(setting => setting.Key)
                    .Select(group => group.Last())
            ),
            output: target == "file" ? null : pipe
        );

    private static async Task<int> PostAsync(HttpClient caller)
    {
        using var answer = await caller.PostAsync("/Domains", content: null, Cancellation);
        return (int)answer.StatusCode;
    }

    private static async Task<double> CountAsync(HttpClient management, string outcome) =>
        (await CiamGateway.Sandbox.Soak.ScrapedMetrics.OfAsync(management, Cancellation)).Sum(
            "ciam_gateway_audit_lines_total",
            $"outcome=\"{outcome}\""
        );
}
