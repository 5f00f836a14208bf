namespace CiamGateway.Tests.Support;

/// <summary>
/// Brings a file close to the largest size that its file system can hold, without filling the disk: what is written beyond that fails in
/// the middle, as on a full disk.
/// </summary>
internal static class LargestFile
{
    /// <summary>The largest length that the file can have, in bytes; the file keeps its own.</summary>
    public static long Length(string path)
    {
        var (least, most) = (0L, long.MaxValue);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        var length = RandomAccess.GetLength(file);
        while (least < most)
        {
            var middle = most - ((most - least) / 2);
            (least, most) = CanBe(file, middle) ? (middle, most) : (least, middle - 1);
        }
        RandomAccess.SetLength(file, length);
        return least;
    }

    /// <summary>Nothing is stored of what is added, as long as it is not written.</summary>
    public static void Resize(string path, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(file, length);
    }

    private static bool CanBe(Microsoft.Win32.SafeHandles.SafeFileHandle file, long length)
    {
        try
        {
            RandomAccess.SetLength(file, length);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            return false;
        }
    }
}
