using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Audit;

/// <summary>Who changed what, on the record: a line for each call, whatever became of it, and none that is lost in silence.</summary>
public sealed class AuditTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private readonly AuditedFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Every_call_that_changes_something_leaves_one_line_served_or_refused()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Method == "DELETE" ? 204 : 201;
            return Task.CompletedTask;
        });
        await gateway.Administrator.GetAsync("/Domains", Cancellation);
        await gateway.Administrator.PostAsJsonAsync("/Domains?secret=1", new JsonObject(), Cancellation);
        await gateway.Administrator.DeleteAsync("/Domains/4%20%2A2?secret=2", Cancellation);
        await gateway.Administrator.DeleteAsync("/Domains/5", Cancellation);
        await gateway.Administrator.PatchAsJsonAsync("/Domains/5", new JsonObject(), Cancellation);
        await gateway.Administrator.DeleteAsync("/nowhere?secret=3", Cancellation);
        await gateway.Administrator.DeleteAsync("/Domains/5.", Cancellation);
        await gateway.Administrator.DeleteAsync("/Domains/%ff", Cancellation);
        var lines = await _file.LinesAsync(7);

        Assert.Equal(
            [
                "domain-list POST /Domains application.client 201 ",
                "domain-delete DELETE /Domains/4%20%2A2 application.client domain.manage 204 ",
                "domain-delete DELETE /Domains/5 application.client domain.manage 204 ",
                "none PATCH /Domains/5  405 method_not_allowed",
                "none DELETE /nowhere  404 route_not_found",
                "domain-delete DELETE /Domains/5.  400 request_target_refused",
                "none DELETE /Domains/%ff  400 request_target_refused",
            ],
            lines.Select(line => $"{line["route"]} {line["method"]} {line["path"]} {line["scope"]} {line["status"]} {line["error"]}")
        );
        Assert.All(lines, line => Assert.Equal("127.0.0.1", line["source"]!.ToString()));

        // A target that no route can allow is refused before the caller is asked for.
        Assert.Equal([.. Enumerable.Repeat("ops-console", 6), "anonymous"], lines.Select(line => line["caller"]!.ToString()));
        Assert.All(lines, line =>
            Assert.InRange(
                DateTimeOffset.Parse(line["time"]!.ToString(), CultureInfo.InvariantCulture),
                DateTimeOffset.UnixEpoch.AddYears(50),
                DateTimeOffset.MaxValue
            )
        );
        Assert.All(lines, line => Assert.True(line["durationMs"]!.GetValue<double>() > 0 && line["traceId"]!.ToString().Length > 0));
        Assert.Equal(
            ["provisioning", "provisioning", "provisioning", null, null, null, null],
            lines.Select(line => line["tokenClient"]?.ToString())
        );
        Assert.Matches("^[0-9a-f]{8}$", lines[0]["tokenFingerprint"]!.ToString());
        Assert.Equal(lines[1]["tokenFingerprint"]!.ToString(), lines[2]["tokenFingerprint"]!.ToString());
        Assert.NotEqual(lines[0]["tokenFingerprint"]!.ToString(), lines[1]["tokenFingerprint"]!.ToString());
        var documented = DocumentationPage
            .Configuration.Blocks("json")
            .Single(block => block.Contains("tokenFingerprint", StringComparison.Ordinal));
        Assert.Equal(JsonNode.Parse(documented)!.AsObject().Select(member => member.Key), lines[0].AsObject().Select(member => member.Key));
        Assert.Contains("ciam_gateway_audit_lines_total{outcome=\"written\"} 7", await gateway.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_was_sent_once_more_is_on_record_with_the_token_that_served_it()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Gateway:Audit:Target"] = "File", ["Gateway:Audit:File"] = _file.Path }
        );
        await scenario.Administrator.DeleteAsync("/Domains/1", Cancellation);
        scenario.Api.RevokeTokens();
        await scenario.Administrator.DeleteAsync("/Domains/2", Cancellation);
        await scenario.Administrator.DeleteAsync("/Domains/3", Cancellation);
        var fingerprints = (await _file.LinesAsync(3)).Select(line => line["tokenFingerprint"]!.ToString()).ToList();
        Assert.NotEqual(fingerprints[0], fingerprints[1]);
        Assert.Equal(fingerprints[1], fingerprints[2]);
    }

    [Fact]
    public async Task An_IPv4_address_is_written_as_such_where_the_listener_takes_both_kinds()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, new() { ["Kestrel:Endpoints:Gateway:Url"] = "http://[::]:0" });
        using var caller = Http.To(new UriBuilder(gateway.Gateway.Address) { Host = "127.0.0.1" }.Uri);
        await caller.DeleteAsync("/Domains/1", Cancellation);
        Assert.Equal("127.0.0.1", Assert.Single(await _file.LinesAsync(1))["source"]!.ToString());
    }

    [Fact]
    public async Task The_methods_on_record_are_the_operators_choice()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, new() { ["Gateway:Audit:Methods:0"] = "GET" });
        await gateway.Administrator.DeleteAsync("/Domains/1", Cancellation);
        await gateway.Administrator.GetAsync("/Domains", Cancellation);
        Assert.Equal("GET", Assert.Single(await _file.LinesAsync(1))["method"]!.ToString());
    }

    [Fact]
    public async Task A_file_that_was_moved_away_is_created_again_and_one_that_grows_too_large_is_renamed()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask);
        await gateway.Administrator.DeleteAsync("/Domains/1", Cancellation);
        await _file.LinesAsync(1);
        File.Move(_file.Path, _file.Path + ".moved");
        await gateway.Administrator.DeleteAsync("/Domains/2", Cancellation);
        Assert.Equal("/Domains/2", Assert.Single(await _file.LinesAsync(1))["path"]!.ToString());

        await gateway.ReconfigureAsync(new() { ["Gateway:Audit:MaxFileSize"] = "500", ["Gateway:Audit:MaxFiles"] = "2" });
        for (var i = 3; i < 9; i++)
        {
            await gateway.Administrator.DeleteAsync($"/Domains/{i}", Cancellation);
            await WrittenAsync(gateway, i);
        }
        Assert.Equal(
            ["audit.json", "audit.json.1", "audit.json.2", "audit.json.moved"],
            Directory.GetFiles(_file.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.Equal("/Domains/8", (await _file.LinesAsync(1))[^1]["path"]!.ToString());
        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(_file.Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)
        );
    }

    [Fact]
    public async Task A_pipe_takes_lines_as_a_file_does()
    {
        await MakePipeAsync();
        await using var gateway = await StartAsync(_ => Task.CompletedTask);
        for (var i = 0; i < 2; i++)
        {
            await gateway.Administrator.DeleteAsync($"/Domains/{i}", Cancellation);
            Assert.Contains($"/Domains/{i}", await ReadPipeAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_a_reload_brings_is_opened_before_there_is_a_line_for_it()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask);
        await gateway.ReconfigureAsync(new() { ["Gateway:Audit:File"] = _file.Path + ".new" });
        await Eventually.HoldsAsync(() => File.Exists(_file.Path + ".new"));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_after_its_status_is_on_record_with_an_error()
    {
        await using var api = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, _file.Recorded([]));
        using var administrator = Http.To(gateway.Address, SandboxCaller.OpsConsole.ApiKey);
        await Assert.ThrowsAsync<HttpRequestException>(() => administrator.DeleteAsync("/Domains/1", Cancellation));
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal((200, "upstream_unreachable"), (line["status"]!.GetValue<int>(), line["error"]?.ToString()));
    }

    [Fact]
    public async Task Lines_go_to_standard_output_and_the_log_to_standard_error()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await RunningGateway.StartAsync(fixture.TokenEndpoint, upstream.Address, []);
        using var caller = Http.To(gateway.Address);
        await caller.DeleteAsync("/Domains/1", Cancellation);
        await gateway.StopAsync();
        Assert.Equal("domain-delete", JsonNode.Parse(Assert.Single(gateway.Output))!["route"]!.ToString());
        Assert.Contains(gateway.Errors, line => line.Contains(" serves ", StringComparison.Ordinal));
    }

    private Task<GatewayBeforeUpstream> StartAsync(RequestDelegate answer, Dictionary<string, string?>? settings = null) =>
        _file.StartAsync(fixture.TokenEndpoint, answer, settings);

    private async Task MakePipeAsync()
    {
        Directory.CreateDirectory(_file.Folder);
        await ChildProcess.RunAsync("mkfifo", _file.Path);
    }

    /// <summary>Once it is opened, a pipe ends for its reader each time that lines, or none, were written.</summary>
    private Task<string> ReadPipeAsync() =>
        Eventually.ValueAsync(() => Task.Run(() => File.ReadAllText(_file.Path), Cancellation), text => text.Length > 0);

    private static Task<string> WrittenAsync(GatewayBeforeUpstream gateway, int count) =>
        MetricsPage.ShowsAsync(gateway.Gateway.Management, $"ciam_gateway_audit_lines_total{{outcome=\"written\"}} {count}\n");
}
