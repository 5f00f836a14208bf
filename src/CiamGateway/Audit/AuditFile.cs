namespace CiamGateway.Audit;

/// <summary>
/// Appends audit lines to a file, which is opened again for each write, so that it may be moved, removed or cut by others; renamed files
/// make room where it grows too large. A pipe and a symbolic link, such as /dev/stdout, keep their names.
/// </summary>
internal sealed class AuditFile(AuditSettings settings) : IAuditSink
{
    public void Write(ReadOnlySpan<byte> lines)
    {
        var file = new FileInfo(settings.File);
        if (
            settings.MaxFileSize > 0
            && file is { Exists: true, LinkTarget: null, Length: > 0 }
            && file.Length + lines.Length > settings.MaxFileSize
        )
        {
            Rotate();
        }
        Directory.CreateDirectory(file.DirectoryName!);
        using var stream = new FileStream(settings.File, ForAppending());
        var length = stream.CanSeek ? stream.Length : 0;
        try
        {
            stream.Write(lines);
        }
        catch when (stream.CanSeek)
        {
            // Not only IOException: .NET has another one where the file would become too large for its file system, or for the process.
            stream.SetLength(length);
            throw;
        }
    }

    /// <summary>A new file is for its owner to write and its group to read.</summary>
    private static FileStreamOptions ForAppending()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }
        return options;
    }

    private void Rotate()
    {
        for (var number = settings.MaxFiles - 1; number > 0; number--)
        {
            Rename($"{settings.File}.{number}", $"{settings.File}.{number + 1}");
        }
        Rename(settings.File, $"{settings.File}.1");
    }

    private static void Rename(string file, string newName)
    {
        if (File.Exists(file))
        {
            File.Move(file, newName, overwrite: true);
        }
    }
}
