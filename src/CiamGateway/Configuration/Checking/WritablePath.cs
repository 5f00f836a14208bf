using System.Runtime.InteropServices;

namespace CiamGateway.Configuration.Checking;

/// <summary>Tells beforehand whether a file can be written, without making or opening it: a pipe waits for who opens it.</summary>
internal static partial class WritablePath
{
    private const int Writable = 2; // W_OK

    /// <returns>What is in the way: the file itself, or the nearest folder on its path that is there; null if it can be
    /// written.</returns>
    public static string? Obstacle(string file)
    {
        var nearest = file;
        while (!Path.Exists(nearest) && Path.GetDirectoryName(nearest) is { } folder)
        {
            nearest = folder;
        }
        var isFit = Directory.Exists(nearest) == (nearest != file);
        return isFit && (OperatingSystem.IsWindows() || Access(nearest, Writable) == 0) ? null : nearest;
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
