namespace CiamGateway.Telemetry.Log;

/// <summary>Logs, once standard error is read again, how many lines of the log were lost.</summary>
internal sealed partial class LostLog(LogQueue queue, ILogger<LostLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        queue.Recovered += Tell;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Tell(int count) => LogLost(logger, count);

    [LoggerMessage(
        8003,
        LogLevel.Warning,
        "{Count} line(s) of the log were lost before this one, since standard error was not read in time or could not be written. No call "
            + "waited for it. Fix: have the program that reads standard error keep up, or raise Logging:Console:MaxQueueLength"
    )]
    private static partial void LogLost(ILogger logger, int count);
}
