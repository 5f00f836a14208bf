using System.Runtime.InteropServices;

namespace CiamGateway.Telemetry.Log;

/// <summary>
/// Writes to a standard stream of the process. .NET's own console stream drops what it is given, without an exception, once the reader of
/// a pipe is gone.
/// </summary>
internal sealed partial class StandardStream(int descriptor, Func<Stream> open)
{
    public static readonly StandardStream Output = new(1, Console.OpenStandardOutput);

    public static readonly StandardStream Error = new(2, Console.OpenStandardError);

    private const int Interrupted = 4; // EINTR
    private const int WouldBlock = 11; // EAGAIN
    private const short Writable = 4; // POLLOUT

    /// <summary>Returns when all bytes are written, which takes as long as the reader of a full pipe does not read.</summary>
    /// <exception cref="IOException">They could not be written. If the reader of a pipe went away, a part of them may be.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            using var stream = open();
            stream.Write(bytes);
            return;
        }
        while (!bytes.IsEmpty)
        {
            var written = Write(descriptor, bytes, bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }
            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case WouldBlock when OperatingSystem.IsLinux():
                    // Another program that has the same pipe may have set this.
                    var waiting = new Waiting { Descriptor = descriptor, Events = Writable };
                    _ = Poll(ref waiting, 1, -1);
                    break;
                case var error:
                    throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Waiting waiting, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public int Descriptor;
        public short Events;
        public short Occurred;
    }
}
