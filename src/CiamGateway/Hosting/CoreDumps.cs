using System.Runtime.InteropServices;

namespace CiamGateway.Hosting;

/// <summary>
/// Keeps the memory of this process, which holds secrets and tokens, out of core dumps, and from other processes of the same user (ptrace,
/// <c>/proc/PID/mem</c>).
/// </summary>
internal static partial class CoreDumps
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE

    public static void Disable()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = ProcessControl(SetDumpable, 0, 0, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);
}
