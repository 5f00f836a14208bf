namespace CiamGateway.Configuration;

/// <summary>What a file looks like from outside, followed through symbolic links.</summary>
/// <param name="Target">The file behind the last link.</param>
/// <param name="Written">When its content was last written, in ticks of UTC. Any program may set this.</param>
internal readonly record struct FileStamp(string? Target, long Written, long Length)
{
    /// <returns>The default if there is no such file, or it cannot be looked at.</returns>
    public static FileStamp Of(string file)
    {
        try
        {
            var info = new FileInfo(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
            return info.Exists ? new FileStamp(info.FullName, info.LastWriteTimeUtc.Ticks, info.Length) : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
