namespace CiamGateway.Hosting;

/// <summary>Warns of configuration files that change without a pause, at most once a minute.</summary>
internal sealed partial class RestlessFiles(TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long? _warnedAt;

    /// <param name="files">The full paths of the files that keep changing; empty if every file is at rest.</param>
    public void Warn(IReadOnlyList<string> files)
    {
        if (files.Count > 0 && !(_warnedAt is { } before && clock.GetElapsedTime(before) < Interval))
        {
            _warnedAt = clock.GetTimestamp();
            LogRestless(logger, string.Join("', '", files));
        }
    }

    [LoggerMessage(
        1007,
        LogLevel.Warning,
        "File '{Files}' does not come to rest: it has changed without a pause for more than 5 s. Its content is read every 5 s, and other "
            + "files are read without waiting for it. Fix: find the program that keeps writing or touching it, "
            + "and have it rename a finished file into place only if the content is new. This is logged once a minute"
    )]
    private static partial void LogRestless(ILogger logger, string files);
}
