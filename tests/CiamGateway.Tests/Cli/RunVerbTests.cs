using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Cli;

public sealed class RunVerbTests : IDisposable
{
    private const string Transform = "ReverseProxy:Routes:domain-list:Transforms:0";

    private const string Text = "--Logging:Console:FormatterName=simple";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        $"--{Transform}:AccessToken=provisionning",
        $"{Transform}:AccessToken: 'provisionning' is not a token client. Fix: write 'provisioning'."
    )]
    [InlineData(
        $"--{Transform}:Scope=a\"b",
        $"{Transform}:Scope: 'a\"b' holds the character '\"', which RFC 6749 §3.3 does not allow in a scope. Fix: "
    )]
    [InlineData(
        "--Gateway:TokenClients:provisioning:ClientSecretFile=/nowhere/secret",
        "Gateway:TokenClients:provisioning:ClientSecretFile: file '/nowhere/secret' does not exist. Fix: "
    )]
    [InlineData(
        "--Logging:LogLevel:Default=Warn",
        "Logging:LogLevel:Default: 'Warn' is not one of Trace, Debug, Information, Warning, Error, Critical, None. Fix: write 'Warning'."
    )]
    public async Task A_wrong_configuration_ends_it_with_one_clear_line(string setting, string expected)
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, setting, Text);
        Assert.Equal(1, run.ExitCode);
        var lines = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"error: command line: {expected}", lines[0], StringComparison.Ordinal);
        Assert.Equal("ciam-gateway: the configuration has 1 error; nothing was started.", lines[1]);
        Assert.Equal(2, lines.Length);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_wrong_configuration_is_said_as_JSON_if_the_log_is_JSON()
    {
        _folder.With(
            "config/routes.json",
            """{ "ReverseProxy": { "Routes": { "a": { "ClusterId": "b", "Match": { "Path": "/*" } } } } }"""
        );
        // Standard error is redirected, so the log is JSON by default; the level has no say in this.
        foreach (var setting in new[] { "--Logging:Console:FormatterName=json", "--Logging:LogLevel:Default=None" })
        {
            var run = await GatewayProcess.RunAsync(_folder.Path, setting);
            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            var lines = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
            Assert.Contains(lines, line => (int)line["EventId"]! == 1005 && (string?)line["LogLevel"] == "Warning");
            Assert.Contains(lines, line =>
                (int)line["EventId"]! == 1013
                && (string?)line["LogLevel"] == "Critical"
                && ((string)line["Message"]!).StartsWith("The gateway does not start: config/routes.json:1:", StringComparison.Ordinal)
                && ((string)line["Message"]!).Contains(
                    "ReverseProxy:Routes:a:ClusterId: 'b' is not a cluster. Fix: ",
                    StringComparison.Ordinal
                )
            );
        }
    }

    [Fact]
    public async Task Listening_beyond_this_machine_without_callers_ends_it_and_names_the_fix()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "--Urls=http://0.0.0.0:0", Text);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "error: command line: Urls: 'http://0.0.0.0:0' listens beyond this machine",
            run.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("ciam-gateway new-key", run.Errors, StringComparison.Ordinal);
        Assert.Contains("nothing was started", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_JSON_syntax_error_is_named_by_file_line_and_column()
    {
        _folder.With("config/routes.json", "{\n  \"ReverseProxy\": oops\n}");
        var run = await GatewayProcess.RunAsync(_folder.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("config/routes.json:2:19: is not JSON", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port=80")]
    [InlineData("serve")]
    [InlineData("--config")]
    public async Task Wrong_usage_is_exit_code_2(string argument)
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, argument);
        Assert.Equal(2, run.ExitCode);
        Assert.NotEqual("", run.Errors);
    }

    [Fact]
    public async Task What_runs_beside_a_start_that_fails_ends_quietly()
    {
        await using var other = await Upstream.StartAsync(_ => Task.CompletedTask);
        var run = await GatewayProcess.RunAsync(
            _folder.Path,
            "--Urls=http://127.0.0.1:0",
            $"--Gateway:Management:Url=http://127.0.0.1:{other.Address.Port}",
            "--Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host=Error"
        );
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Hosting failed to start", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("BackgroundService", run.Errors, StringComparison.Ordinal);
    }
}
