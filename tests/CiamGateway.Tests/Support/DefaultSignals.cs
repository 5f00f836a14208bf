using System.ComponentModel;
using System.Diagnostics;

namespace CiamGateway.Tests.Support;

/// <summary>
/// Resets the signals of child processes. A shell that ignores SIGINT or SIGHUP (a background job, <c>nohup</c>) passes that on through
/// every exec.
/// </summary>
internal static class DefaultSignals
{
    private const string Env = "env";
    private static readonly string[] Option = ["--default-signal"];

    /// <summary>coreutils have the option since 8.31 (2019); other programs named env do not.</summary>
    private static readonly Lazy<bool> IsAvailable = new(Try);

    /// <returns>The same program, started by <c>env</c>, which becomes it: the process id is the program's.</returns>
    public static ProcessStartInfo For(ProcessStartInfo start)
    {
        if (IsAvailable.Value)
        {
            List<string> command = [.. Option, start.FileName, .. start.ArgumentList];
            start.FileName = Env;
            start.ArgumentList.Clear();
            command.ForEach(start.ArgumentList.Add);
        }
        return start;
    }

    private static bool Try()
    {
        try
        {
            using var env = Process.Start(new ProcessStartInfo(Env, [.. Option, "true"]) { RedirectStandardError = true })!;
            env.WaitForExit();
            return env.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
