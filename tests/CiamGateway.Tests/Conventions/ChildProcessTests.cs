using System.Diagnostics;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>Processes of a test end with it, and know signals as programs do, whatever the shell of the tests does with those.</summary>
public sealed class ChildProcessTests
{
    [Theory]
    [InlineData("HUP", 1)]
    [InlineData("INT", 2)]
    [InlineData("QUIT", 3)]
    [InlineData("TERM", 15)]
    public async Task A_signal_that_the_shell_of_the_tests_ignores_ends_a_process(string name, int number)
    {
        string[] ignoring = ["--ignore-signal=HUP,INT,QUIT,TERM"];
        string[] command = ["-c", $"kill -{name} $$; exit 0"];
        await using var ignores = ChildProcess.Start("env", [.. ignoring, "sh", .. command]);
        Assert.Equal(0, await ignores.EndAsync());
        var reset = DefaultSignals.For(new ProcessStartInfo("sh", command));
        await using var ends = ChildProcess.Start("env", [.. ignoring, reset.FileName, .. reset.ArgumentList]);
        Assert.Equal(128 + number, await ends.EndAsync());
    }

    [Fact]
    public async Task A_process_has_the_id_of_the_program_that_was_asked_for()
    {
        await using var process = ChildProcess.Start("sh", "-c", "echo $$");
        await process.EndAsync();
        Assert.Equal($"{process.Id}\n", process.Output);
    }

    [Fact]
    public async Task A_test_that_is_cancelled_leaves_no_process_behind()
    {
        await using var process = ChildProcess.Start("sleep", "1000");
        TestContext.Current.CancelCurrentTest();
        Assert.Equal(128 + 9, await process.EndAsync());
    }
}
