using System.Runtime.InteropServices;

namespace CiamGateway.Configuration.Loading;

/// <summary>
/// What a file looks like from outside, followed through symbolic links. Different contents have different stamps if the system reports
/// every field.
/// </summary>
/// <param name="Device">With <paramref name="Inode"/>: which file it is. 0 if the system does not tell.</param>
/// <param name="Written">When its content was last written, in ticks of UTC. Any program may set this.</param>
/// <param name="Changed">When the system last changed anything about the file, in nanoseconds. 0 if the system does not tell.</param>
internal readonly partial record struct FileStamp(ulong Device, ulong Inode, long Written, long Changed, long Length)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint Basic = 0x7ff; // STATX_BASIC_STATS
    private const int TypeMask = 0xf000; // S_IFMT
    private const int Folder = 0x4000; // S_IFDIR

    /// <returns>The default if there is no such file, or it cannot be looked at.</returns>
    public static FileStamp Of(string file)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(file) : OfAnySystem(file);
        }
        catch (EntryPointNotFoundException)
        {
            return OfAnySystem(file);
        }
    }

    private static FileStamp OfLinux(string file)
    {
        if (Statx(CurrentFolder, file, flags: 0, Basic, out var status) != 0 || (status.Mode & TypeMask) == Folder)
        {
            return default;
        }
        return new FileStamp(
            ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
            status.Inode,
            DateTime.UnixEpoch.Ticks
                + (status.Written.Seconds * TimeSpan.TicksPerSecond)
                + (status.Written.Nanoseconds / TimeSpan.NanosecondsPerTick),
            (status.Changed.Seconds * 1_000_000_000) + status.Changed.Nanoseconds,
            (long)status.Size
        );
    }

    private static FileStamp OfAnySystem(string file)
    {
        try
        {
            var info = new FileInfo(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
            return info.Exists ? new FileStamp(0, 0, info.LastWriteTimeUtc.Ticks, 0, info.Length) : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Status status);

    /// <summary><c>struct statx</c>, which is the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public Time Changed;

        [FieldOffset(112)]
        public Time Written;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Time
    {
        public long Seconds;
        public uint Nanoseconds;
    }
}
