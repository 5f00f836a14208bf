using Xunit;

namespace CiamGateway.Tests.Cli;

public sealed class RunVerbTests : IDisposable
{
    private const string Transform = "ReverseProxy:Routes:domain-list:Transforms:0";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        $"--{Transform}:AccessToken=provisionning",
        $"{Transform}:AccessToken: 'provisionning' is not a token client. Fix: 'provisioning'."
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
        "Logging:LogLevel:Default: 'Warn' is not one of Trace, Debug, Information, Warning, Error, Critical, None. Fix: 'Warning'."
    )]
    public async Task A_wrong_configuration_ends_it_with_one_clear_line(string setting, string expected)
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, setting);
        Assert.Equal(1, run.ExitCode);
        var lines = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"error: command line: {expected}", lines[0], StringComparison.Ordinal);
        Assert.Equal("ciam-gateway: the configuration has 1 error; nothing was started.", lines[1]);
        Assert.Equal(2, lines.Length);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Listening_beyond_this_machine_without_callers_ends_it_with_the_cure()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "--Urls=http://0.0.0.0:0");
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
