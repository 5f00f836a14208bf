using System.Runtime.InteropServices;

namespace CiamGateway.Listening.Strangers;

/// <summary>How many files and connections the operating system lets this process open (RLIMIT_NOFILE).</summary>
internal static partial class OpenFileLimit
{
    private const int Resource = 7; // RLIMIT_NOFILE on Linux

    /// <returns>The limit; <see cref="long.MaxValue"/> if there is none, or it is unknown.</returns>
    public static long Read() =>
        OperatingSystem.IsLinux() && Read(Resource, out var limit) == 0 && limit.Current <= long.MaxValue
            ? (long)limit.Current
            : long.MaxValue;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int Read(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Highest;
    }
}
