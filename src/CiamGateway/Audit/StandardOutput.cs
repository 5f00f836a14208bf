using System.Runtime.InteropServices;

namespace CiamGateway.Audit;

/// <summary>Writes audit lines to standard output. Not .NET's console stream, which drops what it is given, without a word, once nobody reads the pipe.</summary>
internal sealed partial class StandardOutput : IAuditSink
{
    public static readonly StandardOutput Instance = new();

    private const int Descriptor = 1;
    private const int Interrupted = 4; // EINTR

    /// <remarks>A pipe that breaks between two parts leaves half a line in it, which nobody reads any more.</remarks>
    public void Write(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var written = Write(Descriptor, lines, lines.Length);
            if (written >= 0)
            {
                lines = lines[(int)written..];
            }
            else if (Marshal.GetLastPInvokeError() is var error and not Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);
}
