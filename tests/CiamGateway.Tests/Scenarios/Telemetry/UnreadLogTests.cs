using System.Globalization;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

/// <summary>What becomes of calls, token renewals and lines while standard error is not read.</summary>
public sealed class UnreadLogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Timeout = TimeLimit.Long)]
    [InlineData("json")]
    [InlineData("simple")]
    public async Task Calls_and_renewals_go_on_and_what_was_lost_is_counted_and_said_afterwards(string format)
    {
        using var pipe = await UnreadPipe.CreateAsync();
        await using var server = await SandboxAuthorizationServer.StartAsync(
            new AuthorizationServerOptions { TokenLifetime = TimeSpan.FromSeconds(10) },
            Cancellation
        );
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await RunningGateway.StartAsync(
            server.TokenEndpoint,
            api.Address,
            new()
            {
                ["Logging:LogLevel:CiamGateway.Requests"] = "Information",
                ["Logging:Console:FormatterName"] = format,
                ["Logging:Console:MaxQueueLength"] = "10",
                ["Logging:Console:QueueFullMode"] = "Wait",
            },
            errors: pipe
        );
        using var caller = Http.To(gateway.Address);
        using var management = Http.To(gateway.Management);

        var renewals = server.TokenRequests.Count;
        await CallUntilAsync(async () => await LostAsync() > 100);
        await CallUntilAsync(() => Task.FromResult(server.TokenRequests.Count >= renewals + 2));
        var lost = await LostAsync();

        var log = pipe.Read();
        await Eventually.HoldsAsync(() => log.Text.Contains("8003", StringComparison.Ordinal), process: gateway.Process);
        await Eventually.HoldsAsync(() => log.Lines.Any(line => line.Contains(" line(s) of the log were lost", StringComparison.Ordinal)));
        Assert.InRange(SaidLost(log), lost, await LostAsync());
        await gateway.StopAsync();
        await log.Read;
        Assert.Contains("Stopping: ", log.Text, StringComparison.Ordinal);
        if (format == "json")
        {
            Assert.All(log.Lines, line => Assert.NotNull(JsonNode.Parse(line)!["EventId"]));
        }

        async Task CallUntilAsync(Func<Task<bool>> holds) =>
            await Eventually.HoldsAsync(
                async () =>
                {
                    using var answer = await caller.GetAsync("/Domains", Cancellation);
                    Assert.Equal(200, (int)answer.StatusCode);
                    return await holds();
                },
                process: gateway.Process
            );

        async Task<double> LostAsync() => await Family(management, "ciam_gateway_log_lines_lost_total ");
    }

    [Fact]
    public async Task A_program_that_reads_standard_error_no_more_changes_nothing_for_calls()
    {
        using var pipe = await UnreadPipe.CreateAsync();
        await using var server = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), Cancellation);
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await RunningGateway.StartAsync(
            server.TokenEndpoint,
            api.Address,
            new() { ["Logging:LogLevel:CiamGateway.Requests"] = "Information" },
            errors: pipe
        );
        using var caller = Http.To(gateway.Address);
        using var management = Http.To(gateway.Management);
        pipe.Dispose();
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await caller.GetAsync("/Domains", Cancellation);
                Assert.Equal(200, (int)answer.StatusCode);
                return await Family(management, "ciam_gateway_log_lines_lost_total ") > 10;
            },
            process: gateway.Process
        );
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.EndAsync());
    }

    private static double SaidLost(CapturedOutput log)
    {
        var line = log.Lines.First(line => line.Contains(" line(s) of the log were lost", StringComparison.Ordinal));
        var words = line[..line.IndexOf(" line(s)", StringComparison.Ordinal)];
        return double.Parse(words[(words.LastIndexOfAny([' ', '"']) + 1)..], CultureInfo.InvariantCulture);
    }

    private static async Task<double> Family(HttpClient management, string name)
    {
        var metrics = await management.GetStringAsync("/metrics", Cancellation);
        return double.Parse(
            metrics.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..],
            CultureInfo.InvariantCulture
        );
    }
}
