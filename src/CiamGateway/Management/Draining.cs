using CiamGateway.Listening;

namespace CiamGateway.Management;

/// <summary>
/// The gateway's way out: not ready first, then serving on until everybody has noticed, then up to a time limit for what is under way.
/// </summary>
internal sealed partial class Draining(CurrentConfiguration configuration, TimeProvider clock, ILogger<Draining> logger)
    : IHostedLifecycleService
{
    private volatile bool _hasBegun;

    public bool HasBegun => _hasBegun;

    /// <summary>Hands the time limit to the host, which reads it when it stops.</summary>
    public static void Follow(CurrentConfiguration configuration, HostOptions host)
    {
        Apply(configuration.Current, host);
        configuration.Applying += changed => Apply(changed, host);
    }

    /// <summary>Runs before the server stops to listen.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        LogStopping(logger, Options.Delay.TotalSeconds, Options.Timeout.TotalSeconds);
        await Task.Delay(Options.Delay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Runs after the last request has ended, or been cut off.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            LogCutOff(logger, Options.Timeout.TotalSeconds);
        }
        return Task.CompletedTask;
    }

    /// <summary>Tells callers to take their next request elsewhere; over HTTP/2 the server itself does.</summary>
    public Task CloseConnections(HttpContext context, RequestDelegate next)
    {
        if (_hasBegun && HttpProtocol.IsHttp11(context.Request.Protocol) && context.Request.Headers.Upgrade.Count == 0)
        {
            context.Response.Headers.Connection = "close";
        }
        return next(context);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private ShutdownOptions Options => configuration.Current.Options.Shutdown;

    private static void Apply(GatewayConfiguration configuration, HostOptions host) =>
        host.ShutdownTimeout = configuration.Options.Shutdown.Delay + configuration.Options.Shutdown.Timeout;

    [LoggerMessage(
        6001,
        LogLevel.Information,
        "Stopping: reporting not ready, draining for {Delay} s, then waiting up to {Timeout} s for open requests. "
            + "A second signal ends it at once"
    )]
    private static partial void LogStopping(ILogger logger, double delay, double timeout);

    [LoggerMessage(
        6002,
        LogLevel.Warning,
        "Requests were still under way after {Timeout} s, and were cut off. Fix: raise Gateway:Shutdown:Timeout if they need longer"
    )]
    private static partial void LogCutOff(ILogger logger, double timeout);
}
