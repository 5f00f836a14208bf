using System.Diagnostics;

namespace CiamGateway.Chaos.Gateway;

/// <summary>Runs a command of the machine to its end.</summary>
internal static class Shell
{
    /// <returns>Whether it ended well.</returns>
    public static bool Run(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        shell.WaitForExit();
        return shell.ExitCode == 0;
    }

    /// <summary>Whether this machine has the program.</summary>
    public static bool Has(string program) => Run($"command -v {program} >/dev/null");

    /// <summary>Starts a command that goes on until it is disposed of.</summary>
    public static RunningCommand Start(string program, params IEnumerable<string> arguments) => new(Process.Start(program, arguments));
}

/// <summary>A command that runs beside the calls.</summary>
internal sealed class RunningCommand(Process process) : IDisposable
{
    public int Id => process.Id;

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
