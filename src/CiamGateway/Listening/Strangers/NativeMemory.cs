using System.Runtime.InteropServices;

namespace CiamGateway.Listening.Strangers;

/// <summary>The memory of the C library, which TLS uses.</summary>
internal static partial class NativeMemory
{
    /// <summary>Gives what is free back to the system; does nothing if the C library has no way to.</summary>
    public static void GiveBack()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                _ = Trim(0);
            }
        }
        catch (EntryPointNotFoundException)
        {
            // Not every C library has it, and it only saves memory.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
