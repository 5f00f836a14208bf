using System.Diagnostics;
using CiamGateway.Cli;
using Xunit;

namespace CiamGateway.Tests.Cli;

public sealed class GatewayCommandLineTests
{
    public static TheoryData<string> Verbs => [.. GatewayCommandLine.Create([]).Subcommands.Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task The_help_of_each_verb_ends_with_an_example_of_it(string verb)
    {
        var run = await CommandLine.RunAsync(verb, "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches($@"Example:\n  .*ciam-gateway {verb}\b", run.Output);
        Assert.Equal("", run.Errors);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("--port=80")]
    [InlineData("completion")]
    [InlineData("completion", "ksh")]
    [InlineData("completion", "bash", "--Gateway:Management:Url=http://127.0.0.1:9081")]
    [InlineData("run", "--Gateways:Management:Url=http://127.0.0.1:9081")]
    public async Task Wrong_usage_is_exit_code_2_and_says_where_help_is(params string[] arguments)
    {
        var run = await CommandLine.RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("Try: ciam-gateway ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schema >/dev/full")]
    [InlineData("routes >/dev/full")]
    [InlineData("validate --json >/dev/full")]
    [InlineData("--help >/dev/full")]
    public async Task Standard_output_that_cannot_be_written_is_said_in_a_line(string arguments)
    {
        using var folder = ConfigurationFolder.Sound();
        var (exitCode, errors) = await InShellAsync(folder, arguments);
        Assert.Equal(
            (
                1,
                "ciam-gateway: standard output cannot be written: No space left on device. "
                    + "Fix: write to another file, or make room there.\n"
            ),
            (exitCode, errors)
        );
    }

    [Fact]
    public async Task Somebody_who_reads_no_further_is_told_nothing()
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal((0, ""), await InShellAsync(folder, "schema | true; exit ${PIPESTATUS[0]}"));
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        var run = await CommandLine.RunAsync("--version");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", run.Output);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    [InlineData("zsh")]
    public async Task Each_shell_gets_a_script_that_asks_the_program_itself(string shell) =>
        Assert.Contains("ciam-gateway \"[suggest:", (await CommandLine.RunAsync("completion", shell)).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Bash_completes_verbs()
    {
        using var folder = ConfigurationFolder.Sound();
        folder.With("ciam-gateway", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "ciam-gateway.dll")}' \"$@\"\n");
        folder.With(
            "script",
            $$"""
            chmod +x '{{folder.Path}}/ciam-gateway'
            PATH='{{folder.Path}}':$PATH
            source <(ciam-gateway completion bash)
            COMP_LINE='ciam-gateway comp' COMP_POINT=17 COMP_CWORD=1
            COMP_WORDS=(ciam-gateway comp)
            _ciam_gateway
            echo "${COMPREPLY[@]}"
            """
        );
        await using var bash = ChildProcess.Start("bash", Path.Combine(folder.Path, "script"));
        await bash.EndAsync();
        Assert.Equal("completion\n", bash.Output);
    }

    /// <summary>The gateway in a shell, which says where its output goes.</summary>
    private static async Task<(int ExitCode, string Errors)> InShellAsync(ConfigurationFolder folder, string arguments)
    {
        var gateway = GatewayProcess.StartInfo(folder.Path);
        string[] command = ["-c", $"\"$0\" \"$@\" {arguments}", gateway.FileName, .. gateway.ArgumentList];
        await using var bash = ChildProcess.Start(new ProcessStartInfo("bash", command) { WorkingDirectory = folder.Path });
        return (await bash.EndAsync(), bash.Errors);
    }
}
