namespace CiamGateway.Configuration.Loading;

/// <summary>Logs which files a configuration was read from.</summary>
internal static partial class ReadFilesLog
{
    /// <param name="files">Full paths.</param>
    public static void Write(ILogger logger, IReadOnlyList<string> files) => LogFiles(logger, string.Join(", ", files));

    [LoggerMessage(1014, LogLevel.Information, "The configuration was read from these files: {Files}")]
    private static partial void LogFiles(ILogger logger, string files);
}
