using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

public sealed class LogTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_terminal_the_log_is_JSON_and_a_request_has_no_line_unless_configured()
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        var lines = await LogOfOneCallAsync(api.Address, []);
        // Kestrel warns of a processor that is busy with other tests (22).
        Assert.Equal([1014, 1010, 6001], lines.Select(line => line["EventId"]!.GetValue<int>()).Where(id => id is not (2001 or 22)));
        Assert.Equal(2, lines.Count(line => line["EventId"]!.GetValue<int>() == 2001));
    }

    [Fact]
    public async Task A_request_has_one_line_with_its_trace_id_and_no_query_where_asked_for()
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        var lines = await LogOfOneCallAsync(api.Address, new() { ["Logging:LogLevel:CiamGateway.Requests"] = "Information" });
        var line = Assert.Single(lines, line => line["Category"]!.GetValue<string>() == "CiamGateway.Requests");
        Assert.StartsWith("GET /Domains was answered 200 in ", line["Message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(Trace, line["Scopes"]![0]!["TraceId"]!.GetValue<string>());
        Assert.DoesNotContain("classified", line.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_can_be_forced()
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        var log = await LogAsync(api.Address, new() { ["Logging:Console:FormatterName"] = "simple" }, _ => Task.CompletedTask);
        Assert.Matches(
            @"(?m)^\d{4}-\d\d-\d\dT[\d:.]+Z info: CiamGateway.Hosting.StartupLog\[1010\] CiamGateway \S+ serves \d+ routes",
            log
        );
    }

    [Fact]
    public async Task An_API_that_is_down_is_said_once_with_cause_and_fix_and_once_that_it_is_back()
    {
        var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        var address = api.Address;
        var log = await LogAsync(address, [], async caller =>
        {
            await api.DisposeAsync();
            for (var i = 0; i < 5; i++)
            {
                using var failed = await caller.GetAsync("/Domains", Cancellation);
            }
            await using var back = await Upstream.StartAsync(_ => Task.CompletedTask, address.Port);
            using var served = await caller.GetAsync("/Domains", Cancellation);
            Assert.True(served.IsSuccessStatusCode);
        });
        var lines = Json(log)
            .Where(line => line["Category"]!.GetValue<string>().StartsWith("CiamGateway.Forwarding.", StringComparison.Ordinal))
            .Select(line => line["Message"]!.GetValue<string>())
            .ToList();
        Assert.Collection(
            lines,
            line =>
            {
                Assert.StartsWith($"The API at {address} refuses connections. ", line, StringComparison.Ordinal);
                Assert.EndsWith(
                    " It is configured as ReverseProxy:Clusters:provisioning:Destinations:primary",
                    line,
                    StringComparison.Ordinal
                );
            },
            line => Assert.EndsWith("in which 5 requests failed", line, StringComparison.Ordinal)
        );
    }

    private async Task<List<JsonNode>> LogOfOneCallAsync(Uri api, Dictionary<string, string?> settings) =>
        Json(await LogAsync(api, settings, async caller =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/Domains?filter=classified")
                {
                    Headers = { { "traceparent", $"00-{Trace}-00f067aa0ba902b7-01" } },
                };
                using var answer = await caller.SendAsync(request, Cancellation);
            }));

    private async Task<string> LogAsync(Uri api, Dictionary<string, string?> settings, Func<HttpClient, Task> use)
    {
        await using var gateway = await RunningGateway.StartAsync(authorizationServer.TokenEndpoint, api, settings);
        using var caller = Http.To(gateway.Address);
        await use(caller);
        gateway.Signal("TERM");
        await gateway.EndAsync();
        return string.Join('\n', gateway.Errors);
    }

    private static List<JsonNode> Json(string log) =>
        [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
